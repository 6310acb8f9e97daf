"""Where on a drawn map a country lies, and where land is. Pure geometry; the map of members asks.

Latitude and longitude are degrees. A drawing is WIDTH wide and HEIGHT high: one degree is one
unit, and the left edge lies in the Bering Strait, so that no continent is cut.
"""

from collections.abc import Iterable, Iterator

WIDTH, HEIGHT = 360, 142
_LEFT, _TOP = -170, 86
STEP = 4  # degrees between two dots of land

# A place within each country, to the degree: in small ones the capital, in large ones the middle.
_PLACES = """
AD 42 2, AE 25 55, AF 34 66, AG 17 -62, AI 18 -63, AL 41 20, AM 40 44, AO -12 18, AQ -75 0,
AR -35 -65, AS -14 -171, AT 48 16, AU -25 134, AW 12 -70, AX 60 20, AZ 40 50, BA 44 18,
BB 13 -60, BD 24 90, BE 51 4, BF 12 -2, BG 43 23, BH 26 51, BI -3 29, BJ 6 3, BL 18 -63,
BM 32 -65, BN 5 115, BO -17 -64, BQ 12 -68, BR -11 -53, BS 25 -77, BT 27 90, BV -54 3, BW -22 24,
BY 54 28, BZ 18 -88, CA 57 -106, CC -12 97, CD -3 24, CF 6 21, CG -1 15, CH 47 9, CI 5 -4,
CK -21 -160, CL -34 -71, CM 5 12, CN 35 104, CO 4 -73, CR 10 -84, CU 23 -82, CV 15 -24,
CW 12 -69, CX -10 106, CY 35 33, CZ 50 14, DE 51 10, DJ 12 43, DK 56 13, DM 15 -61, DO 18 -70,
DZ 28 3, EC -1 -78, EE 59 25, EG 26 30, EH 24 -13, ER 15 39, ES 40 -4, ET 9 40, FI 64 26,
FJ -18 178, FK -52 -58, FM 7 158, FO 62 -7, FR 47 2, GA -1 12, GB 53 -2, GD 12 -62, GE 42 45,
GF 5 -52, GG 49 -3, GH 6 0, GI 36 -5, GL 72 -40, GM 13 -17, GN 10 -14, GP 16 -62, GQ 4 9,
GR 38 24, GS -54 -37, GT 15 -91, GU 13 145, GW 12 -16, GY 5 -59, HK 22 114, HM -53 73, HN 14 -87,
HR 46 16, HT 19 -72, HU 48 19, ID -3 114, IE 53 -8, IL 32 35, IM 54 -4, IN 22 79, IO -7 72,
IQ 33 44, IR 33 54, IS 64 -22, IT 43 12, JE 49 -2, JM 18 -77, JO 32 36, JP 36 138, KE 0 38,
KG 43 75, KH 13 105, KI 1 173, KM -12 43, KN 17 -63, KP 40 127, KR 36 128, KW 29 48, KY 19 -81,
KZ 48 67, LA 19 103, LB 34 36, LC 14 -61, LI 47 10, LK 7 80, LR 6 -11, LS -29 28, LT 55 25,
LU 50 6, LV 57 24, LY 27 17, MA 32 -6, MC 44 7, MD 47 29, ME 42 19, MF 18 -63, MG -19 47,
MH 7 171, MK 42 21, ML 17 -2, MM 21 96, MN 47 104, MO 22 114, MP 15 146, MQ 15 -61, MR 20 -11,
MS 17 -62, MT 36 15, MU -20 58, MV 4 74, MW -16 35, MX 23 -102, MY 4 103, MZ -17 36, NA -22 17,
NC -22 166, NE 17 9, NF -29 168, NG 9 8, NI 12 -86, NL 52 5, NO 62 9, NP 28 84, NR -1 167,
NU -19 -170, NZ -42 173, OM 21 57, PA 9 -80, PE -9 -75, PF -18 -149, PG -6 144, PH 12 122,
PK 30 70, PL 52 19, PM 47 -56, PN -25 -130, PR 18 -66, PS 32 35, PT 39 -8, PW 7 134, PY -23 -58,
QA 25 52, RE -21 55, RO 46 25, RS 45 20, RU 61 95, RW -2 30, SA 24 45, SB -10 160, SC -5 55,
SD 15 30, SE 62 15, SG 1 104, SH -16 -6, SI 46 15, SJ 78 16, SK 48 17, SL 8 -13, SM 44 12,
SN 15 -17, SO 5 46, SR 4 -56, SS 7 30, ST 0 7, SV 14 -89, SX 18 -63, SY 35 38, SZ -26 31,
TC 21 -71, TD 15 19, TF -49 70, TG 6 1, TH 15 101, TJ 39 69, TK -9 -171, TL -9 126, TM 39 59,
TN 37 10, TO -21 -175, TR 39 35, TT 11 -62, TV -9 179, TW 25 122, TZ -6 35, UA 49 32, UG 0 32,
UM 28 -177, US 39 -98, UY -33 -56, UZ 41 64, VA 42 12, VC 13 -61, VE 7 -66, VG 18 -65, VI 18 -65,
VN 16 107, VU -18 168, WF -13 -176, WS -14 -172, YE 15 47, YT -13 45, ZA -29 25, ZM -14 28,
ZW -19 30
"""

# Land in rows of dots: latitude, then from where to where it lies.
_LAND = """
80: -92 -68, -65 -18, 15 25, 50 60
76: -120 -80, -70 -20, 15 18, 58 68, 90 112, 138 148
72: -125 -90, -88 -70, -54 -22, 52 56, 70 160
68: -165 -90, -75 -64, -53 -28, 14 40, 44 186
64: -165 -88, -78 -66, -51 -41, -23 -14, 11 20, 23 36, 38 178
60: -165 -142, -139 -95, -78 -65, -47 -43, 5 18, 22 30, 31 160, 163 170
56: -161 -157, -132 -82, -76 -61, -5 -2, 8 15, 22 138, 157 163
52: -128 -81, -79 -56, -9 -7, -4 1, 5 141, 156 158
48: -124 -66, -57 -54, -3 140, 142 143
44: -123 -63, -8 8, 11 12, 16 28, 38 46, 52 135, 142 144
40: -123 -75, -8 0, 9 10, 16 17, 20 23, 27 48, 54 117, 121 128, 140 142
36: -121 -76, -6 -2, 0 10, 33 34, 37 119, 127 129, 134 140
32: -116 -81, -8 20, 22 34, 36 120, 130 132
28: -114 -112, -110 -97, -82 -81, -12 34, 36 48, 52 56, 61 121
24: -111 -110, -107 -98, -81 -79, -15 35, 39 56, 68 117, 120 121
20: -104 -97, -90 -88, -77 -75, -73 -69, -16 37, 41 56, 73 86, 93 107, 109 110
16: -97 -88, -16 38, 44 52, 75 81, 95 108, 120 122
12: -86 -84, -73 -71, -16 43, 76 79, 99 100, 103 109, 122 125
8: -83 -78, -76 -60, -12 48, 77 78, 80 81, 99 100, 124 126
4: -77 -52, -8 -7, 10 46, 96 98, 101 103, 113 118
0: -80 -51, 10 42, 99 103, 109 117, 120 122, 128 129, 132 133
-4: -80 -39, 12 39, 102 105, 111 115, 120 122, 132 143, 151 152
-8: -78 -36, 14 39, 106 113, 116 125, 139 146, 157 160
-12: -76 -38, 14 40, 49 50, 131 135, 142 143
-16: -73 -40, 12 39, 45 49, 124 138, 142 145, 167 168, 178 179
-20: -70 -41, 13 35, 44 48, 119 147, 164 165
-24: -70 -47, 15 35, 44 47, 114 151
-28: -71 -50, 16 32, 114 153
-32: -71 -53, 19 29, 116 133, 137 152
-36: -73 -58, 138 150, 174 175
-40: -73 -63, 145 147, 175 177
-44: -74 -67, 169 171
-48: -74 -67
-52: -74 -69, -60 -59
"""

# About the middle of what people call by these names, where there is room for a word.
_REGIONS = {
    "africa": (2, 21),
    "asia-pacific": (14, 108),
    "eastern-europe-central-asia": (54, 68),
    "latin-america-caribbean": (-12, -58),
    "middle-east-north-africa": (28, 36),
    "north-america": (46, -100),
    "western-europe": (49, 3),
}


def _read_places() -> Iterator[tuple[str, tuple[int, int]]]:
    for entry in _PLACES.split(","):
        country, latitude, longitude = entry.split()
        yield country, (int(latitude), int(longitude))


_KNOWN = dict(_read_places())


def point(latitude: float, longitude: float) -> tuple[int, int]:
    """Where it is drawn, in whole units."""
    return round(longitude - _LEFT) % WIDTH, round(_TOP - latitude)


def place(country: str) -> tuple[int, int] | None:
    """Where a bubble for the country of this code (ISO 3166) is drawn; None if nobody knows."""
    return point(*_KNOWN[country]) if country in _KNOWN else None


def middle(region: str, countries: Iterable[str]) -> tuple[int, int] | None:
    """Where a region is named; between its countries, if its code says nothing to us."""
    if region in _REGIONS:
        return point(*_REGIONS[region])
    places = [found for country in countries if (found := place(country))]
    if not places:
        return None
    across, down = (sum(numbers) // len(places) for numbers in zip(*places, strict=True))
    return across, down


def land() -> str:
    """The way of an SVG path whose dashes, {STEP} units apart, are the dots of land."""
    way = []
    for row in _LAND.strip().splitlines():
        latitude, _colon, stretches = row.partition(":")
        for stretch in stretches.split(","):
            first, last = (int(longitude) for longitude in stretch.split())
            begin = -(-(first - 1 - _LEFT) // STEP) * STEP
            end = (last + 1 - _LEFT) // STEP * STEP
            if begin <= end:
                way.append(f"M{begin} {_TOP - int(latitude)}h{end - begin}.1")
    return "".join(way)
