"""Everything that the drop-downs of the window offer, from the pack and the engine."""

from __future__ import annotations

from gui import views


def catalogue(region: str) -> views.Catalogue:
    """Return the names of everything that drop-downs offer."""
    from converter.narrative.slots import load_slots
    from converter.narrative.supplement.layout import INDICATOR_FIELDS, INDICATORS
    from converter.packs.loading import PackError, known_years, load_pack, pack_roots
    from converter.recognition import naming
    from converter.recognition.mapping import MONEY_UNITS, Meaning, Role
    from converter.recognition.vocabulary import Vocabulary

    folders = {f.name for root in pack_roots() for f in root.iterdir() if f.is_dir()}
    regions = []
    sources: list[tuple[str, str]] = []
    choices: list[list[str]] = []
    for name in sorted(folders):
        if known_years(name):
            try:
                title = str(load_pack(name).raw("pack").get("name", name))
            except PackError:
                title = name
            regions.append((name, title))
    try:
        tree = Vocabulary.of(load_pack(region)).sources
        sources = [(source, tree.name(source)) for source in tree.ids]
        given = load_slots(load_pack(region)).indicator_choices
        choices = [list(getattr(given, name, ())) for name in INDICATOR_FIELDS]
    except PackError:
        pass
    return views.Catalogue(
        roles=[(r.value, naming.ROLE_NAMES[r]) for r in Role if r is not Role.UNKNOWN],
        meanings=[
            (title, [(m.value, naming.MEANING_NAMES[m]) for m in group])
            for title, group in naming.MEANING_GROUPS
        ],
        meaning_names={m.value: naming.MEANING_NAMES[m] for m in Meaning},
        sources=sources,
        kinds=list(naming.KIND_NAMES.items()),
        relations=list(naming.RELATION_NAMES.items()),
        rows=[(k.value, name) for k, name in naming.ROW_NAMES.items()],
        moneys=list(MONEY_UNITS),
        regions=regions,
        indicator_heads=list(INDICATORS),
        indicator_choices=choices,
    )
