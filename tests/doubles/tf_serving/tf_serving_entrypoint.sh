#!/bin/sh
# The entry point of the image: what tensorflow/serving calls /usr/bin/tf_serving_entrypoint.sh.
exec tensorflow_model_server --port=8500 --rest_api_port=8501 \
    --model_name="${MODEL_NAME:-model}" --model_base_path="${MODEL_BASE_PATH:-/models}/${MODEL_NAME:-model}" "$@"
