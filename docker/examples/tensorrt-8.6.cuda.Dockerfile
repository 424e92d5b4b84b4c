# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: tensorrt=8.6 gpu=7.5 driver=535.183.01
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04
FROM nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04

LABEL org.opencontainers.image.base.name="nvidia/cuda:12.1.1-cudnn8-runtime-ubuntu22.04" \
      dev.gpudoctor.stack.tensorrt="8.6.1" \
      dev.gpudoctor.stack.cuda="12.1.1" \
      dev.gpudoctor.stack.cudnn="8.9.0.131"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      'libnvinfer8=8.6.1.6-1+cuda12.0' \
      'libnvinfer-plugin8=8.6.1.6-1+cuda12.0' \
      'libnvonnxparsers8=8.6.1.6-1+cuda12.0' \
 && apt-mark hold libnvinfer8 libnvinfer-plugin8 libnvonnxparsers8 \
 && rm -rf /var/lib/apt/lists/*
