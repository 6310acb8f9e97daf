"""Having Postgres plan as the index needs it. `find` and `suggestions` import it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def planned() -> Iterator[None]:
    """For the statements inside: no reading of whole tables, no compiled, no parallel plans.

    Postgres does not price the opening of vectors and would rather open them all. Compiling costs
    more than a page takes, and parallel workers would shuffle what a limit cuts off.
    """
    inside = connection.in_atomic_block
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),"
            " set_config('max_parallel_workers_per_gather', '0', true)"
        )
        yield
        if inside:
            cursor.execute(
                "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL jit TO DEFAULT;"
                " SET LOCAL max_parallel_workers_per_gather TO DEFAULT"
            )
