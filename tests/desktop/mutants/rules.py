"""The rules of drawing, labelling and sending, each broken in one place: what the tests of that room must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """``module`` of the client with ``new`` instead of ``old``; ``tests`` are under tests/desktop."""

    name: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]


STATE = ("session/test_state.py",)
HEARING = ("session/test_hearing.py",)
CANVAS = ("drawing/test_canvas.py",)
RASTER = ("drawing/test_raster.py", "drawing/test_curves.py")
EXCHANGE = ("gateway/test_exchange.py",)
LINE = ("gateway/test_line.py",)
QUEUE = ("gateway/test_queue_file.py", "gateway/test_queue.py")
PACE = ("gateway/test_pace.py",)

MUTANTS = (
    Mutant(
        "a digit labels the last recorded drawing",
        "session.state",
        "recorded = self if self.entry is not None else self.record()\n        entry = recorded.entry",
        "recorded = self if self.history else self.record()\n        entry = recorded.history[-1]",
        STATE,
    ),
    Mutant(
        "a digit only labels",
        "session.state",
        "recorded = self if self.entry is not None else self.record()",
        "recorded = self",
        STATE,
    ),
    Mutant(
        "a recorded drawing is recorded again",
        "session.state",
        "return Code.ALREADY_RECORDED if self.entry is not None else None",
        "return None",
        STATE,
    ),
    Mutant(
        "blank paper is labelled",
        "session.state",
        "if self.drawing.is_blank:\n            return self.noting",
        "if False:\n            return self.noting",
        STATE,
    ),
    Mutant(
        "the same label is sent again",
        "session.state",
        "if entry is None or entry.said == digit:",
        "if entry is None:",
        STATE,
    ),
    Mutant("a correction is not sent", "session.state", "entry.said == digit:", "entry.said is not None:", STATE),
    Mutant(
        "the label names another drawing",
        "session.state",
        "Tell(self.drawing.id, digit)",
        "Tell(self.history[-1].drawing.id if self.history else self.drawing.id, digit)",
        STATE,
    ),
    Mutant(
        "a corrected label is still taken for sent",
        "session.state",
        "replace(entry, said=digit, taken=False)",
        "replace(entry, said=digit)",
        STATE,
    ),
    Mutant(
        "what was asked for is forgotten with the drawing",
        "session.state",
        "return replace(self, drawing=drawing, reading=None, asked=(), note=None)",
        "return replace(self, drawing=drawing, reading=None, asked=(), note=None, unsent=())",
        STATE,
    ),
    Mutant(
        "the answer of the last drawing stays",
        "session.state",
        "return replace(self, drawing=drawing, reading=None, asked=(), note=None)",
        "return replace(self, drawing=drawing, asked=(), note=None)",
        STATE,
    ),
    Mutant(
        "a hidden drawing is not recorded any more",
        "session.state",
        "self.with_entry(replace(entry, hidden=True))",
        "replace(self, history=tuple(one for one in self.history if one is not entry))",
        STATE,
    ),
    Mutant(
        "an answer goes to the drawing on the screen",
        "session.hearing",
        "entry = session.entry_of(answer.drawing)\n    return session if entry is None else _news(",
        "entry = session.entry\n    return session if entry is None else _news(",
        HEARING,
    ),
    Mutant(
        "a receipt of a label that was corrected counts",
        "session.hearing",
        "if entry is None or entry.said != answer.digit:",
        "if entry is None:",
        HEARING,
    ),
    Mutant(
        "a refused label stays",
        "session.hearing",
        "replace(entry, said=None, taken=False)",
        "entry",
        HEARING,
    ),
    Mutant(
        "a refused drawing counts as recorded",
        "session.hearing",
        "if entry.drawing.id != call.drawing)",
        ")",
        HEARING,
    ),
    Mutant(
        "an overtaken preview is shown",
        "session.hearing",
        "session.asked[session.asked.index(answer.drawing) + 1 :]",
        "session.asked",
        HEARING,
    ),
    Mutant(
        "undo makes another drawing",
        "drawing.canvas",
        "self._become(self._before.pop())",
        "self._become(Drawing(self._new_id(), self._before.pop().strokes))",
        CANVAS,
    ),
    Mutant(
        "redo makes another drawing",
        "drawing.canvas",
        "self._become(self._after.pop())",
        "self._become(Drawing(self._new_id(), self._after.pop().strokes))",
        CANVAS,
    ),
    Mutant(
        "a longer stroke keeps its id",
        "drawing.canvas",
        "self._start.with_stroke(stroke, self._new_id())",
        "self._start.with_stroke(stroke, self._start.id)",
        CANVAS,
    ),
    Mutant(
        "a stroke without effect is a drawing",
        "drawing.canvas",
        "if np.array_equal(self._raster.pixels, self._start_pixels):",
        "if False:",
        CANVAS,
    ),
    Mutant(
        "rubbed out is not blank", "drawing.canvas", "elif (self._raster.pixels == PAPER).all():", "elif False:", CANVAS
    ),
    Mutant(
        "a new stroke leaves what was undone",
        "drawing.canvas",
        "self._before.append(self._start)\n            self._after.clear()",
        "self._before.append(self._start)",
        CANVAS,
    ),
    Mutant(
        "clear cannot be undone",
        "drawing.canvas",
        "self.show(Drawing(self._new_id()))",
        "self._become(Drawing(self._new_id()))",
        CANVAS,
    ),
    Mutant(
        "one drawing of before makes another", "drawing.canvas", "if drawing.id != self.drawing.id:", "if True:", CANVAS
    ),
    Mutant(
        "the eraser is as wide as the pen",
        "drawing.canvas",
        "self.pen_px * ERASER if erases",
        "self.pen_px if erases",
        CANVAS,
    ),
    Mutant(
        "the pen grows for ever",
        "drawing.canvas",
        "min(max(self.pen_px + step_px, THINNEST_PX), WIDEST_PX)",
        "self.pen_px + step_px",
        CANVAS,
    ),
    Mutant("strokes are polygons", "drawing.curves", "return start, *inner, end", "return start, end", RASTER),
    Mutant("the eraser draws", "drawing.raster", "if erases:", "if not erases:", RASTER),
    Mutant(
        "the end of a curve does not bend",
        "drawing.raster",
        "changed = self._take_back_tail()",
        "changed, self._tail = self._tail, None",
        RASTER,
    ),
    Mutant(
        "every refusal ends an order",
        "gateway.exchange",
        "ENDING = (413, 415, 422)",
        "ENDING = (401, 403, 404, 413, 415, 422, 429, 503)",
        EXCHANGE,
    ),
    Mutant("no refusal ends an order", "gateway.exchange", "ENDING = (413, 415, 422)", "ENDING = ()", EXCHANGE),
    Mutant(
        "any problem document is ours",
        "gateway.exchange",
        "return problem if problem and (problem.status, problem.instance) == (response.status, named) else None",
        "return problem",
        EXCHANGE,
    ),
    Mutant(
        "any service is the gateway",
        "gateway.exchange",
        "readiness is None or readiness.service != GATEWAY",
        "readiness is None",
        EXCHANGE,
    ),
    Mutant(
        "an answer about another drawing counts",
        "gateway.exchange",
        "case Classify(drawing), Classification(id=same) if same == drawing:",
        "case Classify(drawing), Classification():",
        EXCHANGE,
    ),
    Mutant(
        "a drawing is sent without its key",
        "gateway.exchange",
        '_media_type(png) | {"Idempotency-Key": str(drawing)}',
        "_media_type(png)",
        EXCHANGE,
    ),
    Mutant(
        "what others left comes last",
        "gateway.line",
        "self._orders.extendleft(waits for waits in reversed(found)",
        "self._orders.extend(waits for waits in list(found)",
        LINE,
    ),
    Mutant(
        "the labels of a refused drawing stay",
        "gateway.line",
        "self._drop([waits, *tells])",
        "self._drop([waits])",
        LINE,
    ),
    Mutant(
        "what is taken stays on disk",
        "gateway.line",
        "written = self._write(self._queue.remove, *keys)",
        "written = self._write(lambda *_: None, *keys)",
        LINE,
    ),
    Mutant(
        "a drawing has another key each time",
        "gateway.queue_file",
        "str(order.drawing if isinstance(order, Classify) else uuid4())",
        "str(uuid4())",
        QUEUE,
    ),
    Mutant("the newest goes first", "gateway.queue_file", "ORDER BY place", "ORDER BY place DESC", QUEUE),
    Mutant(
        "two windows hold one file",
        "gateway.queue_file",
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA locking_mode = NORMAL",
        QUEUE,
    ),
    Mutant(
        "what the gateway asked for is not kept",
        "gateway.pace",
        "if self._failures and not self._asked:",
        "if self._failures:",
        PACE,
    ),
    Mutant(
        "a label has another key each time",
        "gateway.sending",
        "return exchange(self._http, order, waits.key)",
        "return exchange(self._http, order)",
        ("gateway/test_worker.py::test_a_label_is_sent_again_under_its_key_and_said_again_under_another",),
    ),
)
