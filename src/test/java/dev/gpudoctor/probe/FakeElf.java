package dev.gpudoctor.probe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes the smallest shared library that says what a test wants it to say. */
public final class FakeElf {
    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    private static final int SECTION = 64;

    private final ByteBuffer strings = ByteBuffer.allocate(1 << 14);
    private final List<long[]> dynamic = new ArrayList<>();
    private String definition = "";
    private final List<long[]> symbols = new ArrayList<>();
    private String requirement = "";
    private String requiredFile = "";
    private String sectionName = "";
    private byte[] section = new byte[0];
    private int machine = 62;
    private int stackFlags = 6;

    private String soname = "";

    private FakeElf() {
        strings.put((byte) 0);
    }

    public static FakeElf library(String soname) {
        FakeElf elf = new FakeElf();
        elf.dynamic.add(new long[] {14, elf.string(soname)});
        elf.soname = soname;
        return elf;
    }

    public String soname() {
        return soname;
    }

    public FakeElf needs(String... sonames) {
        for (String soname : sonames) {
            dynamic.add(new long[] {1, string(soname)});
        }
        return this;
    }

    public FakeElf rpath(String path) {
        dynamic.add(new long[] {15, string(path)});
        return this;
    }

    public FakeElf runpath(String path) {
        dynamic.add(new long[] {29, string(path)});
        return this;
    }

    public FakeElf forArm() {
        machine = 183;
        return this;
    }

    public FakeElf withExecutableStack() {
        stackFlags = 7;
        return this;
    }

    /** Stands for another library, which the loader loads with it. */
    public FakeElf filters(String soname) {
        dynamic.add(new long[] {0x7fffffffL, string(soname)});
        return this;
    }

    /** Defines one symbol version. */
    public FakeElf defines(String version) {
        definition = version;
        return this;
    }

    /** Asks for one symbol version. */
    public FakeElf asksFor(String version) {
        requirement = version;
        return this;
    }

    /** Adds symbols that other files can use. */
    public FakeElf exports(String... names) {
        for (String name : names) {
            symbols.add(new long[] {string(name), 1});
        }
        return this;
    }

    /** Adds symbols that other files must have. */
    public FakeElf imports(String... names) {
        for (String name : names) {
            symbols.add(new long[] {string(name), 0});
        }
        return this;
    }

    /** The library that the symbol version which it asks for is of. */
    public FakeElf asksFor(String version, String file) {
        requiredFile = file;
        return asksFor(version);
    }

    /** Adds a section of bytes. */
    public FakeElf section(String name, byte[] content) {
        sectionName = name;
        section = content.clone();
        return this;
    }

    /** Adds a section that holds one note. */
    public FakeElf note(String name, String text) {
        byte[] description = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer note = buffer(12 + 8 + description.length);
        note.putInt(7).putInt(description.length).putInt(1);
        note.put("NVIDIA\0\0".getBytes(StandardCharsets.UTF_8)).put(description);
        return section(name, note.array());
    }

    public byte[] bytes() {
        int definitionName = definition.isEmpty() ? 0 : string(definition);
        int requirementName = requirement.isEmpty() ? 0 : string(requirement);
        int requiredFileName = requiredFile.isEmpty() ? 0 : string(requiredFile);
        int stringsAt = HEADER + 3 * SEGMENT;
        int stringsSize = strings.capacity();
        int versionsAt = stringsAt + stringsSize;
        int symbolsAt = versionsAt + 28 + 32;
        int symbolCount = symbols.size() + 1;
        int hashAt = symbolsAt + 24 * symbolCount;
        int dynamicAt = hashAt + 16;
        dynamic.add(new long[] {5, stringsAt});
        if (!definition.isEmpty()) {
            dynamic.add(new long[] {0x6ffffffcL, versionsAt});
        }
        if (!requirement.isEmpty()) {
            dynamic.add(new long[] {0x6ffffffeL, versionsAt + 28});
        }
        if (!symbols.isEmpty()) {
            dynamic.add(new long[] {4, hashAt});
            dynamic.add(new long[] {6, symbolsAt});
            dynamic.add(new long[] {10, stringsSize});
        }
        dynamic.add(new long[] {0, 0});
        int dynamicSize = dynamic.size() * 16;
        int sectionAt = dynamicAt + dynamicSize;
        byte[] names = ("\0" + sectionName + "\0.shstrtab\0").getBytes(StandardCharsets.UTF_8);
        int namesAt = sectionAt + section.length;
        int tableAt = namesAt + names.length;
        int size = tableAt + (sectionName.isEmpty() ? 0 : 3 * SECTION);

        ByteBuffer file = buffer(size);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
        file.putShort((short) 3).putShort((short) machine).putInt(1).putLong(0);
        file.putLong(HEADER).putLong(sectionName.isEmpty() ? 0 : tableAt).putInt(0);
        file.putShort((short) HEADER).putShort((short) SEGMENT).putShort((short) 3);
        file.putShort((short) SECTION).putShort((short) (sectionName.isEmpty() ? 0 : 3));
        file.putShort((short) (sectionName.isEmpty() ? 0 : 2));
        segment(file, 1, 5, 0, size);
        segment(file, 2, 6, dynamicAt, dynamicSize);
        segment(file, 0x6474e551, stackFlags, 0, 0);
        file.put(strings.array());
        file.position(versionsAt);
        file.putShort((short) 1).putShort((short) 0).putShort((short) 1).putShort((short) 1);
        file.putInt(0).putInt(20).putInt(0);
        file.putInt(definitionName).putInt(0);
        file.putShort((short) 1)
                .putShort((short) 1)
                .putInt(requiredFileName)
                .putInt(16)
                .putInt(0);
        file.putInt(0).putInt(0).putInt(requirementName).putInt(0);
        file.position(symbolsAt + 24);
        for (long[] symbol : symbols) {
            file.putInt((int) symbol[0]).put((byte) 0x12).put((byte) 0).putShort((short) symbol[1]);
            file.putLong(0).putLong(0);
        }
        file.putInt(1).putInt(symbolCount).putLong(0);
        file.position(dynamicAt);
        dynamic.forEach(entry -> file.putLong(entry[0]).putLong(entry[1]));
        file.put(section).put(names);
        if (!sectionName.isEmpty()) {
            file.put(new byte[SECTION]);
            section(file, 1, sectionAt, section.length);
            section(file, 2 + sectionName.length(), namesAt, names.length);
        }
        return file.array();
    }

    private static void segment(ByteBuffer file, int type, int flags, int at, int size) {
        file.putInt(type).putInt(flags).putLong(at).putLong(at).putLong(at);
        file.putLong(size).putLong(size).putLong(8);
    }

    private static void section(ByteBuffer file, int name, int at, int size) {
        file.putInt(name).putInt(7).putLong(0).putLong(at).putLong(at).putLong(size);
        file.putInt(0).putInt(0).putLong(1).putLong(0);
    }

    private int string(String text) {
        int at = strings.position();
        strings.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
        return at;
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
