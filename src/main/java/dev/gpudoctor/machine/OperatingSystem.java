package dev.gpudoctor.machine;

import dev.gpudoctor.version.Version;

/**
 * The system below the stack.
 *
 * @param id distribution id of os-release, such as {@code ubuntu}
 * @param release distribution release, such as {@code 22.04}
 * @param prettyName what the distribution calls itself
 * @param kernel running kernel release, such as {@code 6.8.0-41-generic}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param libc glibc's version
 * @param libstdcxx highest GLIBCXX symbol version
 * @param wsl WSL's version, absent on a plain Linux
 * @param virtualization hypervisor's name, absent on bare metal
 * @param accessControl the mandatory access control that confines this process, such as {@code selinux enforcing} or an
 *     AppArmor profile; absent where none does
 * @param seccomp whether a seccomp filter is laid on this process
 * @param variant edition of the distribution, such as {@code silverblue}
 */
public record OperatingSystem(
        Observed<String> id,
        Observed<String> release,
        Observed<String> prettyName,
        Observed<String> kernel,
        Observed<String> architecture,
        Observed<Version> libc,
        Observed<Version> libstdcxx,
        Observed<String> wsl,
        Observed<String> virtualization,
        Observed<String> accessControl,
        Observed<Boolean> seccomp,
        @Added(inMinor = 2) Observed<String> variant) {
    /** This file tree's system running on that host's kernel. */
    OperatingSystem on(OperatingSystem host) {
        return new OperatingSystem(
                id,
                release,
                prettyName,
                host.kernel,
                architecture,
                libc,
                libstdcxx,
                host.wsl,
                host.virtualization,
                host.accessControl,
                host.seccomp,
                variant);
    }
}
