"""Print a file descriptor as the text of a .proto file. It holds no comments: descriptors have none."""

import json
from collections.abc import Iterable, Iterator

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.message import Message

INDENT = "  "


def text(file: FileDescriptorProto) -> str:
    """Return the text. Raises ValueError on services and extensions, which TensorFlow's messages do not have."""
    if file.service or file.extension:
        raise ValueError(f"{file.name} has services or extensions")
    printer = _Printer(file)
    return "\n".join([*printer.head(), *printer.body()]) + "\n"


class _Printer:
    def __init__(self, file: FileDescriptorProto) -> None:
        self._file = file
        self._proto3 = file.syntax == "proto3"

    def head(self) -> Iterator[str]:
        yield f'syntax = "{self._file.syntax or "proto2"}";'
        yield ""
        yield f"package {self._file.package};"
        if self._file.dependency:
            yield ""
        for place, name in enumerate(self._file.dependency):
            yield f'import {"public " if place in self._file.public_dependency else ""}"{name}";'
        if options := _option_texts(self._file.options):
            yield ""
            yield from (f"option {option};" for option in options)

    def body(self) -> Iterator[str]:
        for enum in self._file.enum_type:
            yield from ("", *_enum(enum))
        for message in self._file.message_type:
            yield from ("", *self._message(message))

    def _message(self, message: DescriptorProto) -> Iterator[str]:
        entries = {nested.name: nested for nested in message.nested_type if nested.options.map_entry}
        yield f"message {message.name} {{"
        yield from _indent(f"option {option};" for option in _option_texts(message.options))
        yield from _indent(_reserved_lines(message))
        for enum in message.enum_type:
            yield from _indent(_enum(enum))
        for nested in message.nested_type:
            if nested.name not in entries:
                yield from _indent(self._message(nested))
        yield from _indent(self._fields(message, entries))
        yield "}"

    def _fields(self, message: DescriptorProto, entries: dict[str, DescriptorProto]) -> Iterator[str]:
        open_oneof: int | None = None
        for field in message.field:
            oneof = field.oneof_index if field.HasField("oneof_index") and not field.proto3_optional else None
            if open_oneof not in {None, oneof}:
                yield "}"
            if oneof is not None and oneof != open_oneof:
                yield f"oneof {message.oneof_decl[oneof].name} {{"
            open_oneof = oneof
            line = self._field(field, entries)
            yield line if oneof is None else INDENT + line
        if open_oneof is not None:
            yield "}"

    def _field(self, field: FieldDescriptorProto, entries: dict[str, DescriptorProto]) -> str:
        options = _option_texts(field.options)
        if field.HasField("default_value"):
            options.insert(0, f"default = {field.default_value}")
        kind = self._label(field, entries) + self._type(field, entries)
        return f"{kind} {field.name} = {field.number}{_in_brackets(options)};"

    def _label(self, field: FieldDescriptorProto, entries: dict[str, DescriptorProto]) -> str:
        if field.label == FieldDescriptorProto.LABEL_REPEATED:
            return "" if field.type_name.rpartition(".")[2] in entries else "repeated "
        if field.HasField("oneof_index") and not field.proto3_optional:
            return ""
        if field.label == FieldDescriptorProto.LABEL_REQUIRED:
            return "required "
        return "optional " if field.proto3_optional or not self._proto3 else ""

    def _type(self, field: FieldDescriptorProto, entries: dict[str, DescriptorProto]) -> str:
        if entry := entries.get(field.type_name.rpartition(".")[2]):
            key, value = (self._type(part, {}) for part in entry.field)
            return f"map<{key}, {value}>"
        if field.type_name:
            return field.type_name.removeprefix(f".{self._file.package}.")
        return FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()


def _enum(enum: EnumDescriptorProto) -> Iterator[str]:
    yield f"enum {enum.name} {{"
    yield from _indent(f"option {option};" for option in _option_texts(enum.options))
    for value in enum.value:
        yield f"{INDENT}{value.name} = {value.number}{_in_brackets(_option_texts(value.options))};"
    yield from _indent(_reserved_lines(enum))
    yield "}"


def _reserved_lines(owner: DescriptorProto | EnumDescriptorProto) -> Iterator[str]:
    past = 1 if isinstance(owner, DescriptorProto) else 0  # where a range of an enum ends is part of it
    ranges = [(one.start, one.end - past) for one in owner.reserved_range]
    if ranges:
        yield f"reserved {', '.join(str(a) if a == b else f'{a} to {b}' for a, b in ranges)};"
    if owner.reserved_name:
        yield f"reserved {', '.join(json.dumps(name) for name in owner.reserved_name)};"


def _in_brackets(options: list[str]) -> str:
    return f" [{', '.join(options)}]" if options else ""


def _option_texts(options: Message) -> list[str]:
    return [f"{field.name} = {_value(field, value)}" for field, value in options.ListFields()]


def _value(field: FieldDescriptor, value: object) -> str:
    if field.enum_type and isinstance(value, int):
        return str(field.enum_type.values_by_number[value].name)
    return json.dumps(value)


def _indent(lines: Iterable[str]) -> Iterator[str]:
    return (INDENT + line for line in lines)
