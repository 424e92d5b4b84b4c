package dev.gpudoctor.model.format;

import dev.gpudoctor.model.Detail;
import dev.gpudoctor.model.Format;
import dev.gpudoctor.model.ModelFile;
import dev.gpudoctor.model.OtherFile;
import dev.gpudoctor.model.Recognition;
import dev.gpudoctor.model.Shape;
import dev.gpudoctor.model.Shape.Dimension;
import dev.gpudoctor.model.Tensor;
import dev.gpudoctor.model.bytes.ByteSource;
import dev.gpudoctor.model.bytes.MalformedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** OpenVINO's intermediate representation: a {@code <net>} in XML beside a file of weights. */
final class OpenVinoReader implements FormatReader {
    private static final int LOOKED_AT = 2048;
    private static final int MAX_TOKEN = 1 << 20;
    private static final int MAX_NAMES = 10_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_LISTED = 200;
    private static final Pattern NET =
            Pattern.compile("(?s)\\A\\uFEFF?\\s*(<\\?xml[^>]{0,200}\\?>\\s*)?(<!--.{0,1000}?-->\\s*)?<net[\\s>].*");

    @Override
    public Optional<Recognition> recognise(ByteSource source) throws IOException {
        String head = source.text(0, Math.min(source.size(), LOOKED_AT), LOOKED_AT);
        return NET.matcher(head).matches()
                ? Optional.of(Recognition.sure(Format.OPENVINO_IR, "XML whose root element is <net>"))
                : Optional.empty();
    }

    @Override
    public ModelFile read(ByteSource source, Recognition recognition, Surroundings surroundings) throws IOException {
        List<Detail> details = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (surroundings.known()
                && surroundings.sizeOf(surroundings.stem() + ".bin").isEmpty()) {
            missing.add(surroundings.stem() + ".bin");
        }
        Net net = new Net(source);
        try (Counted bytes = new Counted(source.stream(0, source.size()))) {
            net.read(bytes);
        } catch (XMLStreamException e) {
            throw new MalformedException(
                    "the XML breaks at line " + e.getLocation().getLineNumber());
        }
        details.add(new Detail("IR version", net.version));
        details.add(new Detail("layers", Long.toString(net.layers)));
        return new OtherFile(recognition, details, net.inputs, net.outputs, missing);
    }

    /** The platform's reader holds a name, a text or a comment in memory whole; this ends one without end. */
    private static final class Counted extends FilterInputStream {
        private int sinceEvent;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            sinceEvent += Math.max(0, got);
            if (sinceEvent > MAX_TOKEN) {
                throw new MalformedException("a piece of XML of more than " + MAX_TOKEN + " bytes");
            }
            return got;
        }
    }

    /** One pass over the XML. */
    private static final class Net {
        private final ByteSource source;
        private final Set<String> names = new HashSet<>();
        private final List<Tensor> inputs = new ArrayList<>();
        private final List<Tensor> outputs = new ArrayList<>();
        private String version = "";
        private String kind = "";
        private String name = "";
        private long layers;
        private int depth;

        Net(ByteSource source) {
            this.source = source;
        }

        void read(Counted bytes) throws IOException, XMLStreamException {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            XMLStreamReader xml = factory.createXMLStreamReader(new InputStreamReader(bytes, StandardCharsets.UTF_8));
            while (xml.hasNext()) {
                source.step();
                bytes.sinceEvent = 0;
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        bound(xml);
                        element(xml);
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.PROCESSING_INSTRUCTION, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new MalformedException("XML that no exporter of models writes");
                    default -> {
                        // text and comments
                    }
                }
            }
        }

        /** The reader remembers every name and every open element. */
        private void bound(XMLStreamReader xml) throws MalformedException {
            names.add(xml.getLocalName());
            for (int i = 0; i < xml.getAttributeCount(); i++) {
                names.add(xml.getAttributeLocalName(i));
            }
            for (int i = 0; i < xml.getNamespaceCount(); i++) {
                names.add(String.valueOf(xml.getNamespacePrefix(i)));
            }
            if (names.size() > MAX_NAMES || depth > MAX_DEPTH) {
                throw new MalformedException(
                        "more than " + MAX_NAMES + " different names, or elements nested deeper than " + MAX_DEPTH);
            }
        }

        private void element(XMLStreamReader xml) throws IOException {
            switch (xml.getLocalName()) {
                case "net" -> version = depth == 1 ? attribute(xml, "version") : version;
                case "layer" -> {
                    layers++;
                    kind = attribute(xml, "type");
                    name = attribute(xml, "name");
                    if (kind.equals("Result") && outputs.size() < MAX_LISTED) {
                        outputs.add(new Tensor(source.keep(name), "unknown", Shape.unranked()));
                    }
                }
                case "data" -> {
                    if (kind.equals("Parameter") && inputs.size() < MAX_LISTED) {
                        String type = source.keep(attribute(xml, "element_type"));
                        inputs.add(new Tensor(source.keep(name), type, shape(attribute(xml, "shape"))));
                    }
                }
                default -> {
                    // ports, edges and weights
                }
            }
        }
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static Shape shape(String text) {
        List<Dimension> dimensions = new ArrayList<>();
        if (!text.isBlank()) {
            for (String size : text.split(",", Shape.MAX_RANK + 2)) {
                boolean fixed = size.strip().matches("\\d{1,18}");
                dimensions.add(fixed ? new Shape.Fixed(Long.parseLong(size.strip())) : new Shape.Open());
            }
        }
        return Shape.ranked(dimensions);
    }
}
