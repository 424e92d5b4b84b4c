package dev.gpudoctor.machine;

import java.util.List;

/**
 * The processor, for the honest alternative where no GPU is.
 *
 * @param model model name as the kernel prints it
 * @param cores logical processors
 * @param features those of avx2, avx512f, avx512_vnni, avx_vnni, amx_tile, amx_int8, amx_bf16, asimd, sve that it has
 */
public record Cpu(Observed<String> model, Observed<Integer> cores, Observed<List<String>> features) {}
