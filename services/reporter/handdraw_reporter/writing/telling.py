"""A story in words: the title and the sections of a report, every letter of them ours."""

from handdraw_contracts.reports import Section
from handdraw_reporter.claims.phrasing import Phrasing
from handdraw_reporter.wording import join
from handdraw_reporter.writing.story import Briefing, Chapter, Story, find_headline


def tell(story: Story, briefing: Briefing) -> tuple[str, tuple[Section, ...]]:
    """Return the title and the sections; what can be done comes last."""
    phrasing = briefing.phrasing
    sections = [_section(chapter, phrasing) for chapter in story.chapters]
    if story.actions:
        sentences = tuple(phrasing.words.actions[action] for action in story.actions)
        sections.append(Section(title=phrasing.words.headings["actions"], sentences=sentences, claims=story.actions))
    return phrasing.head(find_headline(briefing.claims)), tuple(sections)


def _section(chapter: Chapter, phrasing: Phrasing) -> Section:
    spans = tuple(phrasing.say_spans(line.claim, line.connective) for line in chapter.lines)
    return Section(
        title=phrasing.words.headings[chapter.heading],
        sentences=tuple(map(join, spans)),
        claims=tuple(line.claim.id for line in chapter.lines),
        spans=spans,
    )
