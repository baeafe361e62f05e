"""What to know before quoting a number, and whose figures these are: said on the page and in print."""

LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LICENCE = "Contains public sector information licensed under the"
LICENCE_NAME = "Open Government Licence v3.0"
CAVEATS = (
    "This is a model, not a forecast. It shows what follows from its rules: compare with it, do not predict.",
    "One run is one draw of luck. The same seeds are used on both sides, so a difference comes from policy "
    "and its knock-on effects; still, a small difference in one authority can be luck. The page draws "
    "five, and says how many of them agree.",
    "The range drawn round a line is luck alone. It does not hold what we do not know about the rules "
    "and parameters, which is more.",
    "How strongly lost confidence makes families ask for plans has no causal estimate in the literature. "
    "Here it is an assumption with a range.",
    "Confidence, trust, grievance and unmet need are indices of the model; no official series has them.",
    "Levers are idealised: a dose of 100% is the measure carried out as its authors describe it. How much "
    "a full dose moves is our assumption unless its evidence says otherwise.",
    "The model was fitted to England's record of 2010 to 2021, never to one authority; figures from 2022 "
    "on are shown and were not fitted to.",
    "A run from 2025 starts with what was published of the place for 2024 and 2025: plans, requests, "
    "refusals, waits, suspensions, exclusions. That its first year looks like the last is how it is made, "
    "no proof; what brought demand there is taken as given.",
)
