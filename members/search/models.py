"""The tables of the index. Written by `index`, `labels` and `vocabulary`, read by `find`.

Nothing here is looked at by a room: a room knows entries, hits, and no table.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

SORT_TITLE_LENGTH = 60
PENDING_KILOBYTES = 32 * 1024  # more than a batch of `index` writes
# A partition for each, so that lists, text index and statistics are of one kind; what is of
# another kind stands in the last one.
KINDS = ("resource", "person", "organization", "group", "thread")
OTHERS = "search_row_other"


class Mark(models.Model):
    """A number for "access=members", "country:BF": rows stay narrow by it."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=200, unique=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")

    def __str__(self) -> str:
        return self.name


class Row(models.Model):
    """What can be found of one thing by the people who share one access.

    A thing has one row, a second where some of its files are closed to some of its readers, and
    more where its text is longer than a vector holds. Each carries the whole metadata. A piece
    that is hit by itself, such as a post of a thread, has rows of its own. Everything but the two
    vectors stays within the row, so that lists and counts never open a vector.

    The table is parted by kind (`partition`), and its primary key is the number with the kind.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    part = models.SmallIntegerField(help_text=_("0 is the record itself."))
    piece = models.IntegerField(
        db_default=0, help_text=_("The number of a piece, whose parts count from 1; or 0.")
    )
    marks = ArrayField(models.IntegerField(), help_text=_("Access and facets, for lists."))
    packed = models.BinaryField(help_text=_("The facets as 32-bit numbers, for counting."))
    core = SearchVectorField(help_text=_("Metadata and the body's weightiest stems, for ranking."))
    vector = SearchVectorField(help_text=_("Everything under which it is found."))
    sort_title = models.CharField(max_length=SORT_TITLE_LENGTH, db_collation="C")
    year = models.SmallIntegerField(null=True)
    added_at = models.DateTimeField()
    prior = models.FloatField()
    analyser = models.SmallIntegerField(help_text=_("Version of the analyser that wrote it."))

    class Meta:
        verbose_name = _("index row")
        verbose_name_plural = _("index rows")
        constraints = [
            models.UniqueConstraint("kind", "object_id", "piece", "part", name="search_row_once"),
        ]
        indexes = [
            # Written to its end first, and emptied there by `index.settle` before a commit.
            GinIndex(
                "vector",
                name="search_row_vector",
                fastupdate=True,
                gin_pending_list_limit=PENDING_KILOBYTES,
            ),
            models.Index(
                "kind",
                models.F("added_at").desc(),
                models.F("object_id").desc(),
                name="search_row_added",
                condition=models.Q(part=0),
            ),
            models.Index(
                "kind",
                models.F("year").desc(nulls_last=True),
                models.F("object_id").desc(),
                name="search_row_newest",
                condition=models.Q(part=0),
            ),
            models.Index(
                "kind", "year", "object_id", name="search_row_oldest", condition=models.Q(part=0)
            ),
            models.Index(
                "kind",
                "sort_title",
                "object_id",
                name="search_row_title",
                condition=models.Q(part=0),
            ),
            models.Index(
                models.F("added_at").desc(),
                name="search_row_piece_added",
                condition=models.Q(piece__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}.{self.piece}.{self.part}"


def partition(kind: str) -> str:
    """The table in which the rows of this kind stand.

    Asked by its name: a condition on the kind would lead Postgres to read along an index that
    begins with it, and to open the vector of every row on the way.
    """
    return f"search_row_{kind}" if kind in KINDS else OTHERS


class PageText(models.Model):
    """The words of a page as they stand there, for snippets; `place` counts within the row.

    No constraint ties it to its row, which has no number of its own among all partitions: `index`
    takes both away in one statement.
    """

    pk = models.CompositePrimaryKey("row_id", "place")
    row = models.ForeignKey(
        Row, on_delete=models.CASCADE, db_index=False, db_constraint=False, related_name="pages"
    )
    place = models.IntegerField()
    document = models.IntegerField()
    number = models.IntegerField()
    language = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        verbose_name = _("page text")
        verbose_name_plural = _("page texts")

    def __str__(self) -> str:
        return f"{self.row_id}: {self.document}, {self.number}"


class Label(models.Model):
    """A name of a theme as the index knows it, in the two forms of the analyser.

    It mirrors the themes' labels: what differs is what has to be indexed anew.
    """

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("preferred")
        ALTERNATIVE = "alternative", _("alternative")
        ABBREVIATION = "abbreviation", _("abbreviation")

    concept = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind)
    surfaces = models.CharField(max_length=700, db_index=True)
    stems = models.CharField(
        max_length=700, db_index=True, blank=True, help_text=_("Empty for an abbreviation.")
    )

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                "concept", "language", "kind", "text", name="search_label_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Word(models.Model):
    """In how many public rows a surface, "~" and a stem, or "@" and a concept stands.

    The empty word counts the rows themselves.
    """

    word = models.CharField(max_length=80, primary_key=True, db_collation="C")
    documents = models.IntegerField()
    written = models.CharField(
        max_length=80, blank=True, db_default="", help_text=_("With its accents, if it has any.")
    )

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("vocabulary")
        indexes = [
            models.Index(
                models.functions.Left("word", 1),
                models.functions.Length("word"),
                name="search_word_likeness",
            ),
        ]

    def __str__(self) -> str:
        return self.word
