package dev.gpudoctor.machine;

import java.util.List;

/**
 * What is between the GPUs, and between them and network cards.
 *
 * @param iommu types of the IOMMU groups of the GPUs: identity, DMA, DMA-FQ
 * @param redirectingBridges bridges above GPUs whose access control services redirect transfers between GPUs; readable by
 *     root only
 * @param rdma names of RDMA devices
 */
public record Interconnect(
        Observed<List<String>> iommu, Observed<List<String>> redirectingBridges, Observed<List<String>> rdma) {}
