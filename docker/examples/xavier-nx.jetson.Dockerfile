# Made by gpudoctor dockerfile from matrix 1.1.0 as of 2026-11-23.
# Asked for: platform=jetson-xavier-nx torch
# The driver stays on the host; gpudoctor images shows how to start it.
# To pin it, add @ and the digest that this prints: docker buildx imagetools inspect dustynv/pytorch:2.1-r35.2.1
FROM dustynv/pytorch:2.1-r35.2.1

LABEL org.opencontainers.image.base.name="dustynv/pytorch:2.1-r35.2.1" \
      dev.gpudoctor.stack.torch="dustynv/pytorch:2.1-r35.2.1" \
      dev.gpudoctor.stack.jetpack="5.1" \
      dev.gpudoctor.stack.cuda="11.4.4" \
      dev.gpudoctor.stack.python="3.8"
ENV NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
