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
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** OpenVINO's intermediate representation: a {@code <net>} in XML beside a file of weights. */
final class OpenVinoReader implements FormatReader {
    private static final int LOOKED_AT = 2048;
    private static final int MAX_XML = 16 << 20;
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
        if (source.size() > MAX_XML) {
            details.add(new Detail("layers", "not read, the XML has " + source.size() + " bytes"));
            return new OtherFile(recognition, details, List.of(), List.of(), missing);
        }
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> outputs = new ArrayList<>();
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml =
                    factory.createXMLStreamReader(new StringReader(source.text(0, source.size(), MAX_XML)));
            long layers = 0;
            String kind = "";
            String name = "";
            while (xml.hasNext()) {
                source.step();
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                switch (xml.getLocalName()) {
                    case "net" -> details.add(new Detail("IR version", attribute(xml, "version")));
                    case "layer" -> {
                        layers++;
                        kind = attribute(xml, "type");
                        name = attribute(xml, "name");
                        if (kind.equals("Result") && outputs.size() < MAX_LISTED) {
                            outputs.add(new Tensor(name, "unknown", Shape.unranked()));
                        }
                    }
                    case "data" -> {
                        if (kind.equals("Parameter") && inputs.size() < MAX_LISTED) {
                            inputs.add(
                                    new Tensor(name, attribute(xml, "element_type"), shape(attribute(xml, "shape"))));
                        }
                    }
                    default -> {
                        // ports, edges and weights
                    }
                }
            }
            details.add(new Detail("layers", Long.toString(layers)));
        } catch (XMLStreamException e) {
            throw new MalformedException(
                    "the XML breaks at line " + e.getLocation().getLineNumber());
        }
        return new OtherFile(recognition, details, inputs, outputs, missing);
    }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    private static Shape shape(String text) {
        List<Dimension> dimensions = new ArrayList<>();
        if (!text.isBlank()) {
            for (String size : text.split(",")) {
                boolean fixed = size.strip().matches("\\d{1,18}");
                dimensions.add(fixed ? new Shape.Fixed(Long.parseLong(size.strip())) : new Shape.Open());
            }
        }
        return new Shape.Ranked(dimensions);
    }
}
