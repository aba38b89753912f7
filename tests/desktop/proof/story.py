"""What people do at the window, by chance: they draw, change their minds, label, and correct what they said before."""

from random import Random

from .hand import Hand
from .strokes import Strokes

HOW = ("key", "key", "shift", "keypad", "bar")


class Story:
    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def happens(self, odds: float) -> bool:
        return self.chance.random() < odds

    def draws(self, hand: Hand, strokes: Strokes) -> None:
        """Slowly or fast, and not always straight on."""
        slowly = self.happens(0.3)
        if self.happens(0.15):
            hand.draws([(60, 60), (220, 200), (40, 210)])
            hand.clears()
        if self.happens(0.1):
            hand.turns_the_wheel(self.chance.choice((-1, 1)))
        for stroke in strokes:
            hand.draws(stroke, slowly=slowly)
            if self.happens(0.15):
                hand.undoes(with_control=self.happens(0.5))
                hand.redoes()
        if self.happens(0.1):
            hand.draws([strokes[-1][-1], strokes[-1][len(strokes[-1]) // 2]], erases=True)
            hand.undoes()

    def says(self, hand: Hand, digit: int) -> None:
        """As often by a digit at once as after Enter; now and then it was another one first."""
        if self.happens(0.4):
            hand.records()
        if self.happens(0.1):
            return
        if self.happens(0.15):
            hand.says((digit + 1) % 10, self.chance.choice(HOW))
        hand.says(digit, self.chance.choice(HOW))

    def goes_back(self, hand: Hand, digit: int) -> None:
        """What is on the screen then is what the next digit labels."""
        if self.happens(0.25):
            hand.undoes()
            hand.says(digit, self.chance.choice(HOW))
            hand.redoes()
        if self.happens(0.2):
            hand.clears()
            hand.undoes()
            hand.records()
            hand.says(digit, self.chance.choice(HOW))
        if self.happens(0.3):
            hand.looks_at(self.chance.randrange(4))
            hand.says(self.chance.randrange(10), self.chance.choice(HOW))

    def draws_and_says(self, hand: Hand, digit: int, strokes: Strokes) -> None:
        self.draws(hand, strokes)
        self.says(hand, digit)
        self.goes_back(hand, digit)
        hand.clears()
