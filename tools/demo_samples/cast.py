"""Who is in the story: addresses, mail systems and numbers, said once."""

from __future__ import annotations

from demo_samples.mime import Origin

MARIA = "maria.lopez@fernmail.example"
DANIEL = "daniel@obrien-lopez.example"
LOAN = "0001234567"
NEW_LOAN = "0007718290"
CASE = "CRM-2610-448213"
ERROR_CASE = "ER-26-118840"
ESCROW_CASE = "ER-26-119627"
PAYOFF_CASE = "PO-2612-03914"

CARE = "customercare@lakeshore-mortgage.example"
ESCALATIONS = "gerald.whitcomb@lakeshore-mortgage.example"
NOTICES = "error.notices@lakeshore-mortgage.example"  # bounces: it was never made
PAYOFFS = "payoffs@lakeshore-mortgage.example"
PINECREST_CARE = "care@pinecrest-homeloans.example"

LAKESHORE = Origin(
    "lakeshore-mortgage.example", "smtp-out2.lakeshore-mortgage.example", "203.0.113.24"
)
LAKESHORE_ALERTS = Origin(
    "lakeshore-mortgage.example", "mta61.alerts.lakeshore-mortgage.example", "198.51.100.61", "al1"
)
LAKESHORE_NEWS = Origin(
    "news.lakeshore-mortgage.example",
    "mta7.news.lakeshore-mortgage.example",
    "198.51.100.77",
    "nw3",
)
LAKESHORE_CASES = Origin(
    "lakeshore-mortgage.example", "casemail1.lakeshore-mortgage.example", "203.0.113.31", "cm2"
)
PINECREST = Origin(
    "pinecrest-homeloans.example", "relay-b.pinecrest-homeloans.example", "192.0.2.140", "pcl1"
)
CREDIT_UNION = Origin("mvccu.example", "mail.mvccu.example", "192.0.2.18", "k1")
AGENCY = Origin("buckeye-hearth.example", "mail.buckeye-hearth.example", "192.0.2.92", "default")
HOUSEHOLD = Origin("obrien-lopez.example", "mail.obrien-lopez.example", "192.0.2.201", "home")
LOOKALIKE = Origin(
    "lakesh0re-mortgage.example", "vps-1183.cheaphost.example", "198.51.100.203", auth="none"
)

MINI_MIRANDA = (
    "Lakeshore Mortgage Servicing is a debt collector. This communication may be an\n"
    "attempt to collect a debt, and any information obtained may be used for that\n"
    "purpose. If you are in bankruptcy or have received a discharge of this debt, this\n"
    "notice is for information only and is not an attempt to collect from you\n"
    "personally."
)
