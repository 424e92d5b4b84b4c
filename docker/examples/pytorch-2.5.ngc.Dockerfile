# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: torch=2.5 gpu=8.6 driver=560.35.05
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect nvcr.io/nvidia/pytorch:24.10-py3
FROM nvcr.io/nvidia/pytorch:24.10-py3

LABEL org.opencontainers.image.base.name="nvcr.io/nvidia/pytorch:24.10-py3" \
      dev.gpudoctor.stack.cuda="12.6.2.004" \
      dev.gpudoctor.stack.pytorch="2.5.0a0+e000cf0ad9"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
