package dev.gpudoctor.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands; those that want the console get it through their constructor. */
final class CommandFactory implements IFactory {
    private final IFactory standard = CommandLine.defaultFactory();
    private final Console console;
    private final boolean isNamed;

    /** @param isNamed whether the one command that it makes is the one to run, whose early work begins then */
    CommandFactory(Console console, boolean isNamed) {
        this.console = console;
        this.isNamed = isNamed;
    }

    CommandFactory(Console console) {
        this(console, false);
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
                if (isNamed && made instanceof Early early) {
                    early.begin();
                }
                return made;
            }
        }
        return standard.create(type);
    }
}
