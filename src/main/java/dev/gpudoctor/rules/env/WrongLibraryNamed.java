package dev.gpudoctor.rules.env;

import dev.gpudoctor.finding.Severity;
import dev.gpudoctor.machine.Evidence;
import dev.gpudoctor.machine.Machine;
import dev.gpudoctor.rules.Case;
import dev.gpudoctor.rules.Judgement;
import dev.gpudoctor.rules.Rule;
import dev.gpudoctor.rules.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Some variables name one file, which a program opens by that path without looking further. */
public final class WrongLibraryNamed implements Rule<Machine> {
    private static final File DRIVER =
            new File("libcuda.so.1 of the driver", Pattern.compile("libcuda\\.so(?:\\.[\\d.]+)?"), Severity.ERROR);
    private static final File ASSEMBLER = new File("ptxas", Pattern.compile("ptxas[\\w.-]*"), Severity.WARNING);
    private static final Map<String, File> FILES = new TreeMap<>(Map.of(
            "NUMBA_CUDA_DRIVER",
            DRIVER,
            "NUMBAPRO_CUDA_DRIVER",
            DRIVER,
            "NUMBAPRO_NVVM",
            new File("libnvvm.so", Pattern.compile("libnvvm\\.so(?:\\.[\\d.]+)?"), Severity.ERROR),
            "ORT_DYLIB_PATH",
            new File(
                    "libonnxruntime.so",
                    Pattern.compile("libonnxruntime\\.(?:so(?:\\.[\\d.]+)?|dylib)"),
                    Severity.ERROR),
            "TRITON_PTXAS_PATH",
            ASSEMBLER,
            "TRITON_PTXAS_BLACKWELL_PATH",
            ASSEMBLER,
            "TRITON_CUOBJDUMP_PATH",
            new File("cuobjdump", Pattern.compile("cuobjdump[\\w.-]*"), Severity.WARNING),
            "TRITON_NVDISASM_PATH",
            new File("nvdisasm", Pattern.compile("nvdisasm[\\w.-]*"), Severity.WARNING)));

    /**
     * What a variable has to name.
     *
     * @param what for people
     * @param name its file name
     * @param severity how bad another file is
     */
    private record File(String what, Pattern name, Severity severity) {
        /** The stub has the right name, and each of its functions fails. */
        boolean isWrong(String path) {
            String last = path.substring(path.lastIndexOf('/') + 1);
            return !name.matcher(last).matches() || this == DRIVER && path.contains("/stubs/");
        }
    }

    @Override
    public String id() {
        return "env.variable.wrong-library";
    }

    @Override
    public Scope<Machine> scope() {
        return Scope.MACHINE;
    }

    @Override
    public Judgement judge(Case<Machine> facts) {
        Map<String, String> environment = facts.machine().environment();
        Map<String, String> asked = environment.entrySet().stream()
                .filter(variable -> FILES.containsKey(variable.getKey()))
                .filter(variable -> variable.getValue().startsWith("/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (asked.isEmpty()) {
            return Judgement.notApplicable("no variable names a library or tool by its path");
        }
        return FILES.entrySet().stream()
                .flatMap(file -> Optional.ofNullable(asked.get(file.getKey()))
                        .filter(path -> file.getValue().isWrong(path))
                        .map(path -> failed(file.getKey(), path, file.getValue()))
                        .stream())
                .findFirst()
                .orElseGet(Judgement::pass);
    }

    private static Judgement failed(String variable, String path, File wanted) {
        return Judgement.fail()
                .with("variable", variable)
                .with("path", path)
                .with("wanted", wanted.what())
                .seenIn(List.of(new Evidence(Evidence.Source.ENVIRONMENT, variable, path)))
                .atMost(wanted.severity());
    }
}
