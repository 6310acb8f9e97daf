"""Who we are. Every storey may import from here; nothing here imports from above."""

from .charter import Acceptance, CharterRequest, CharterText, CharterVersion
from .folding import FoldedField, fold
from .groups import Group, Membership, Term
from .joining import JoinRequest, MembershipStep
from .organizations import Affiliation, Organization, OrganizationDomain
from .people import Application, Member
from .second_factor import SecondFactorReset
from .showing import Audience, ProfileField
from .standing import CharterStanding
from .visibility import Visibility
from .vocabulary import (
    Region,
    RegionCountry,
    Theme,
    ThemeLabel,
    language_in_use,
    preferred_label,
)

__all__ = [
    "Acceptance",
    "Affiliation",
    "Application",
    "Audience",
    "CharterRequest",
    "CharterStanding",
    "CharterText",
    "CharterVersion",
    "FoldedField",
    "Group",
    "JoinRequest",
    "Member",
    "Membership",
    "MembershipStep",
    "Organization",
    "OrganizationDomain",
    "ProfileField",
    "Region",
    "RegionCountry",
    "SecondFactorReset",
    "Term",
    "Theme",
    "ThemeLabel",
    "Visibility",
    "fold",
    "language_in_use",
    "preferred_label",
]
