package dev.gpudoctor.machine;

/**
 * Limits that GPU programs run into.
 *
 * @param memlockBytes soft limit of locked memory; {@link Long#MAX_VALUE} is unlimited
 * @param shmBytes size of /dev/shm
 * @param openFiles soft limit of open files
 * @param addressSpaceBytes soft limit of the address space, of which CUDA reserves far more than it uses
 * @param memoryAvailableBytes memory that programs can still get
 * @param memoryTotalBytes memory of the machine
 */
public record Limits(
        Observed<Long> memlockBytes,
        Observed<Long> shmBytes,
        Observed<Long> openFiles,
        Observed<Long> addressSpaceBytes,
        Observed<Long> memoryAvailableBytes,
        Observed<Long> memoryTotalBytes) {}
