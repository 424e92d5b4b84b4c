package dev.gpudoctor.cli;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands; those that want the console get it through their constructor. */
final class CommandFactory implements IFactory {
    private final IFactory standard = CommandLine.defaultFactory();
    private final Console console;
    private final Optional<List<String>> arguments;

    private CommandFactory(Console console, Optional<List<String>> arguments) {
        this.console = console;
        this.arguments = arguments;
    }

    /** Makes commands of which none is run yet. */
    CommandFactory(Console console) {
        this(console, Optional.empty());
    }

    /** Makes the one command that is run with these arguments, and lets it start early. */
    static CommandFactory toRun(Console console, List<String> arguments) {
        return new CommandFactory(console, Optional.of(arguments));
    }

    /** For the generator of manual pages, which makes its factory by name. */
    CommandFactory() {
        this(Console.ofProcess());
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0].equals(Console.class)) {
                K made = type.cast(constructor.newInstance(console));
                if (made instanceof StartsEarly early) {
                    arguments.ifPresent(early::start);
                }
                return made;
            }
        }
        return standard.create(type);
    }
}
