# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: torch=2.6 python=3.12 gpu=8.9 driver=560.35.05
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect python:3.12-slim
FROM python:3.12-slim

LABEL org.opencontainers.image.base.name="python:3.12-slim" \
      dev.gpudoctor.stack.torch="2.6.0 (cu124)" \
      dev.gpudoctor.stack.cuda="12.4.1" \
      dev.gpudoctor.stack.python="3.12"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN python -m pip install --no-cache-dir 'torch==2.6.0' '--index-url' 'https://download.pytorch.org/whl/cu124'
