# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: tensorflow=2.10 gpu=Tesla T4 driver=470.82.01
# The driver stays on the host; gpudoctor images shows how to start it.
# gpudoctor: ignore=docker.image.os-ended CUDA 11.2.2 has no image on a newer system that fits
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04
FROM nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04

LABEL org.opencontainers.image.base.name="nvidia/cuda:11.2.2-cudnn8-runtime-ubuntu20.04" \
      dev.gpudoctor.stack.tensorflow="2.10" \
      dev.gpudoctor.stack.cuda="11.2.2" \
      dev.gpudoctor.stack.cudnn="8.1.1.33"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      'python3' \
      'python3-pip' \
      'python3-venv' \
 && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
RUN /opt/venv/bin/python -m pip install --no-cache-dir 'tensorflow==2.10.*'
