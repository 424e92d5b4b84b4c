package dev.gpudoctor.advise.lint.rule;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Device nodes and driver libraries handed over by hand miss what the driver's next version needs. */
final class ServiceMountsDriver extends ServiceRule {
    private static final Pattern BY_HAND = Pattern.compile("/dev/nvidia.*|/usr/.*/lib(cuda|nvidia-ml)\\.so.*");

    ServiceMountsDriver() {
        super("compose.gpu.mounted-by-hand");
    }

    @Override
    Stream<Issue> judge(ServiceView service) {
        return Stream.concat(service.node().itemsAt("devices").stream(), service.node().itemsAt("volumes").stream())
                .filter(item -> item.text()
                        .or(() -> item.textAt("source"))
                        .filter(text -> BY_HAND.matcher(text).matches())
                        .isPresent())
                .limit(1)
                .map(item ->
                        issue(item.place(), Map.of("service", service.service().name())));
    }
}
