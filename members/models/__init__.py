"""Who we are. Every storey may import from here; nothing here imports from above."""

from .charter import Acceptance, CharterRequest, CharterText, CharterVersion
from .folding import FoldedField, fold
from .groups import Group, Membership, Term
from .lists import RegistryExport, RegistryList, RegistryRow
from .organizations import Affiliation, FormerOrganization, Organization, OrganizationDomain
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
    "FormerOrganization",
    "Group",
    "Member",
    "Membership",
    "Organization",
    "OrganizationDomain",
    "ProfileField",
    "Region",
    "RegionCountry",
    "RegistryExport",
    "RegistryList",
    "RegistryRow",
    "SecondFactorReset",
    "Term",
    "Theme",
    "ThemeLabel",
    "Visibility",
    "fold",
    "language_in_use",
    "preferred_label",
]
