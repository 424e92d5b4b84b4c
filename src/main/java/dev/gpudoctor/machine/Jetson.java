package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;

/**
 * What makes a Jetson one.
 *
 * @param module board or module name of the device tree
 * @param l4t L4T release, such as {@code 35.4.1}
 * @param jetPack version of the nvidia-jetpack package
 * @param soc such as {@code tegra194}
 * @param powerModel nvpmodel's present mode
 * @param dlaNodes number of DLA device nodes
 */
public record Jetson(
        Observed<String> module,
        Observed<Version> l4t,
        Observed<Version> jetPack,
        Observed<String> soc,
        Observed<String> powerModel,
        Observed<Integer> dlaNodes) {}
