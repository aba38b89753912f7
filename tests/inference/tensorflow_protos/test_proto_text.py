from pathlib import Path

import grpc_tools
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc
from proto_text import text

EVERYTHING = """\
syntax = "proto3";

package fruit;

import public "google/protobuf/any.proto";
import "google/protobuf/wrappers.proto";

option java_multiple_files = true;
option go_package = "fruit.example/\\"fruit\\"";

enum Colour {
  option allow_alias = true;
  GREY = 0;
  GRAY = 0;
  RED = -1 [deprecated = true];
  reserved 4 to 6, 9;
  reserved "BLUE";
}

message Basket {
  option deprecated = true;
  reserved 7, 10 to 12;
  reserved "lid", "handle";
  enum Size {
    SMALL = 0;
  }
  message Fruit {
    bytes name = 1;
  }
  Basket.Size size = 1;
  repeated Basket.Fruit fruits = 2;
  map<string, Basket.Fruit> by_name = 3;
  oneof owner {
    string person = 4;
    .google.protobuf.Any shop = 5;
  }
  oneof price {
    double exact = 6;
  }
  optional Colour colour = 8;
  repeated int64 weights = 9 [packed = true, jstype = JS_STRING];
}
"""
OLD = """\
syntax = "proto2";

package fruit;

message Crate {
  required string name = 1;
  optional uint32 count = 2 [default = 7];
  repeated float weights = 3 [packed = true];
}
"""


def compiled(source: str, folder: Path) -> FileDescriptorProto:
    (folder / "fruit.proto").write_text(source)
    well_known = Path(grpc_tools.__file__).with_name("_proto")
    out = folder / "fruit.pb"
    assert protoc.main(["protoc", f"-I{folder}", f"-I{well_known}", f"--descriptor_set_out={out}", "fruit.proto"]) == 0
    return FileDescriptorSet.FromString(out.read_bytes()).file[0]


@pytest.mark.parametrize("source", [pytest.param(EVERYTHING, id="proto3"), pytest.param(OLD, id="proto2")])
def test_the_text_of_a_compiled_file_is_that_file(tmp_path: Path, source: str) -> None:
    assert text(compiled(source, tmp_path)) == source


def test_a_service_is_not_left_out_in_silence(tmp_path: Path) -> None:
    file = compiled('syntax = "proto3"; package fruit; service Shop {}', tmp_path)

    with pytest.raises(ValueError, match="services"):
        text(file)
