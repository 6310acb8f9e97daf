"""Who we are. Every storey may import from here; nothing here imports from above."""

from .accompaniment import Accompaniment, AccompanimentStep
from .any_of import AnyOf
from .applications import ApplicationQuestion
from .charter import Acceptance, CharterRequest, CharterText, CharterVersion
from .folding import FoldedField, fold
from .groups import Group, Membership
from .invitations import Invitation, InvitationKey
from .joining import JoinRequest, MembershipStep
from .lists import RegistryExport, RegistryList, RegistryRow
from .organizations import Affiliation, FormerOrganization, Organization, OrganizationDomain
from .people import Application, Member
from .privacy import DataCopy, Departure
from .second_factor import SecondFactorReset
from .showing import Audience, ProfileField
from .standing import CharterStanding
from .suspensions import Appeal, Suspension
from .terms import Term, TermNotice
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
    "Accompaniment",
    "AccompanimentStep",
    "Affiliation",
    "AnyOf",
    "Appeal",
    "Application",
    "ApplicationQuestion",
    "Audience",
    "CharterRequest",
    "CharterStanding",
    "CharterText",
    "CharterVersion",
    "DataCopy",
    "Departure",
    "FoldedField",
    "FormerOrganization",
    "Group",
    "Invitation",
    "InvitationKey",
    "JoinRequest",
    "Member",
    "Membership",
    "MembershipStep",
    "Organization",
    "OrganizationDomain",
    "ProfileField",
    "Region",
    "RegionCountry",
    "RegistryExport",
    "RegistryList",
    "RegistryRow",
    "SecondFactorReset",
    "Suspension",
    "Term",
    "TermNotice",
    "Theme",
    "ThemeLabel",
    "Visibility",
    "fold",
    "language_in_use",
    "preferred_label",
]
