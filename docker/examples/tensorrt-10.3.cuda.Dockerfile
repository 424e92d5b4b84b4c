# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: tensorrt=10.3 gpu=8.6 driver=560.35.05
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect nvidia/cuda:12.5.1-runtime-ubuntu24.04
FROM nvidia/cuda:12.5.1-runtime-ubuntu24.04

LABEL org.opencontainers.image.base.name="nvidia/cuda:12.5.1-runtime-ubuntu24.04" \
      dev.gpudoctor.stack.tensorrt="10.3.0" \
      dev.gpudoctor.stack.cuda="12.5.1"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      'libnvinfer10=10.3.0.26-1+cuda12.5' \
      'libnvinfer-plugin10=10.3.0.26-1+cuda12.5' \
      'libnvonnxparsers10=10.3.0.26-1+cuda12.5' \
 && apt-mark hold libnvinfer10 libnvinfer-plugin10 libnvonnxparsers10 \
 && rm -rf /var/lib/apt/lists/*
