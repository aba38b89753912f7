"""Pictures, and the bytes of them that are sent."""

from io import BytesIO

from PIL import Image, ImageDraw


def encode(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def blank() -> bytes:
    return encode(Image.new("L", (280, 280), 255))


def lines(*lines: list[tuple[int, int]]) -> bytes:
    canvas = Image.new("L", (280, 280), 255)
    for line in lines:
        ImageDraw.Draw(canvas).line(line, fill=0, width=14, joint="curve")
    return encode(canvas)


def specks(size: tuple[int, int], *places: tuple[int, int]) -> bytes:
    canvas = Image.new("L", size, 255)
    for place in places:
        canvas.putpixel(place, 0)
    return encode(canvas)


def inverted(image: Image.Image) -> Image.Image:
    return image.point([255 - value for value in range(256)])
