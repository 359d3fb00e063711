"""Her own notes: the telephone log as a text file."""

PHONE_LOG = """\
PHONE LOG - mortgage, loan ending 4567
(times are from my phone; I wrote this down right after each call)

Mon 10/05/2026, 12:35 p.m., 22 minutes (14 of them on hold)
  Called 1-800-555-0142. Spoke with Tiffany, ID 4471, customer care.
  Reference CRM-2610-448213.
  She sees the check "in a batch from the 11th" but says it posted on the 18th
  because the loan number was keyed wrong at first. Said the $92.75 would be
  reversed in seven to ten business days. I asked for that in an e-mail.
  Supervisor: Gerald Whitcomb.

Tue 11/10/2026, 9:05 a.m., 6 minutes
  Ruth at Buckeye Hearth. Renewal is $1,512.00, not $1,812.00. She will send the
  declarations page.

Wed 01/20/2027, 4:40 p.m., 17 minutes
  Called Pinecrest, 1-888-555-0163. Spoke with Marcus Bell, ext. 318.
  He does not see the January payment. He will open a trace with Lakeshore and
  stop collection letters. He cannot remove the late charge of $71.61 himself.
"""
