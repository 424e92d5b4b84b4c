# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: torch=2.6 os=ubuntu22.04 gpu=8.9 driver=560.35.05
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect ubuntu:22.04
FROM ubuntu:22.04

LABEL org.opencontainers.image.base.name="ubuntu:22.04" \
      dev.gpudoctor.stack.torch="2.6.0 (cu124)" \
      dev.gpudoctor.stack.cuda="12.4.1" \
      dev.gpudoctor.stack.python="3.10" \
      dev.gpudoctor.stack.os="ubuntu22.04"
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
RUN /opt/venv/bin/python -m pip install --no-cache-dir 'torch==2.6.0' '--index-url' 'https://download.pytorch.org/whl/cu124'
