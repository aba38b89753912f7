"""Who wrote what, in words."""

from handdraw_contracts.reports import Authorship
from handdraw_reporter.wording import Wording


def describe_authorship(of: Authorship, words: Wording) -> tuple[tuple[str, str], ...]:
    """Return who wrote what, as pairs of a label and a value; what there is nothing of is left out."""
    page, number = words.page, words.format_number
    refused = ", ".join(f"{words.refusals.get(one.code, one.code)}: {number(one.count)}" for one in of.refused)
    tokens = None
    if of.prompt_tokens is not None and of.completion_tokens is not None:
        counts = {"prompt": number(of.prompt_tokens), "completion": number(of.completion_tokens)}
        tokens = page["tokens_value"].format_map(counts)
    rows = {
        "outcome": words.outcomes.get(of.outcome, of.outcome),
        "asked_model": of.model_asked,
        "answered_model": of.model_answered,
        "calls": number(of.calls) if of.calls else None,
        "kept": number(of.kept) if of.calls else None,
        "added": number(of.added),
        "refused_ids": refused,
        "tokens": tokens,
        "seconds": number(of.seconds, 1) if of.calls else None,
        "prompt_hash": of.prompt_sha256,
        "facts_hash": of.facts_sha256,
    }
    return tuple((page[name], value) for name, value in rows.items() if value)
