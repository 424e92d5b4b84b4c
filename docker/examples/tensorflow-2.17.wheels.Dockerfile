# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: tensorflow=2.17 gpu=9.0 driver=550.90.07
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect python:3.11-slim
FROM python:3.11-slim

LABEL org.opencontainers.image.base.name="python:3.11-slim" \
      dev.gpudoctor.stack.tensorflow="2.17" \
      dev.gpudoctor.stack.cuda="12.3.2" \
      dev.gpudoctor.stack.cudnn="8.9.7" \
      dev.gpudoctor.stack.python="3.11"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
RUN python -m pip install --no-cache-dir 'tensorflow[and-cuda]==2.17.*'
