"""Messages with identifiers planted in them, and a search for what is left of them. Always the same messages."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

QA = Path(__file__).parent / "qa"
GIVEN = (
    "Saoirse Thandiwe Mireia Gonzalo Eleanor Jorge Bettina Alasdair Xiomara Desmond Paloma Rashid Imogen Efraín".split()
)
FAMILY = "Carrasquilla Featherstone Echeverría Vandermeer Olazábal Pemberton Nakamura Villalobos Szymanski".split()
# A question stands before, a sentence with an identifier after it: who writes so expects an answer by phone or mail.
SENTENCES = {
    "en": (
        "My name is {name}.",
        "Call me on {phone}.",
        "You can reach me at {email}.",
        "I was born on {born}.",
        "I live at {number} Larkspur Avenue.",
        "My record number is {record}.",
        "My insurance ID is {record}.",
        "Card {card}, exp soon.",
        "Regards, {name}",
        "this is {name}, thanks",
        "my SSN is {ssn}",
    ),
    "es": (
        "Me llamo {name}.",
        "Llámeme al {phone}.",
        "Mi correo es {email}.",
        "Nací el {born}.",
        "Vivo en la calle Alondra {number}.",
        "Mi número de historia es {record}.",
        "Mi póliza es la {record}.",
        "Tarjeta {card}.",
        "Atentamente, {name}",
        "le escribe {name}, gracias",
        "mi DNI es {dni}",
    ),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A message, and what tells of the identifier in it that must be found nowhere: of an address the street."""

    message: str
    pieces: tuple[str, ...]


def planted(count: int) -> Iterator[Planted]:
    """So many messages: questions of the dev sets, each with one identifier that no other message has."""
    asked = [
        json.loads(line)
        for name in ("answerable", "unanswerable", "near", "lay")
        for line in (QA / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    for number in range(count):
        dice = random.Random(f"planted {number}")
        case = dice.choice(asked)
        sentence = dice.choice(SENTENCES[case["language"]])
        filled, pieces = _fill(sentence, dice)
        if dice.random() < 0.2:
            filled = filled.lower()
        yield Planted(f"{case['question']} {filled}", pieces)


def _fill(sentence: str, dice: random.Random) -> tuple[str, tuple[str, ...]]:
    def digits(n: int) -> str:
        return "".join(dice.choice("0123456789") for _ in range(n))

    given, family = dice.choice(GIVEN), dice.choice(FAMILY)
    phone = f"6{digits(8)}"
    spaced = dice.choice([phone, f"{phone[:3]} {phone[3:6]} {phone[6:]}", f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"])
    local, record = f"{family[:4].lower()}{digits(4)}", f"HX{digits(7)}"
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(1931, 2004)
    number, card, ssn = digits(4), "4" + digits(15), f"{digits(3)}-{digits(2)}-{digits(4)}"
    dni = f"{digits(8)}{'TRWAGMYFPDXBNJZSQVHLCKE'[0]}"
    values = {
        "name": (f"{given} {family}", (given, family)),
        "phone": (spaced, (phone,)),
        "email": (f"{local}@example.com", (local,)),
        "born": (f"{day}/{month}/{year}", (f"{day}/{month}/{year}",)),
        "number": (number, ("Larkspur", "Alondra")),
        "record": (record, (record,)),
        "card": (f"{card[:4]} {card[4:8]} {card[8:12]} {card[12:]}", (card,)),
        "ssn": (ssn, (ssn,)),
        "dni": (dni, (dni[:8],)),
    }
    name = re.findall(r"{(\w+)}", sentence)[0]
    shown, pieces = values[name]
    return sentence.replace("{" + name + "}", shown), pieces


def left_of(pieces: tuple[str, ...], text: str) -> list[str]:
    """The pieces that a text still holds, whatever stands between their digits. `text` is folded by `searchable`."""
    return [piece for piece in pieces if re.search(rf"(?<![^\W\d_]){re.escape(searchable(piece))}", text)]


def searchable(text: str) -> str:
    """A text in small letters, without what stands between digits."""
    return re.sub(r"(?<=\d)[ ./-](?=\d)", "", text.casefold())
