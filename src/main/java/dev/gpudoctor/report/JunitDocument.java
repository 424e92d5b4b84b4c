package dev.gpudoctor.report;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The frame that every JUnit report has. */
final class JunitDocument {
    private JunitDocument() {}

    /** What stands within {@code testsuites}: attributes of it first, then suites. */
    interface Body {
        void write(XMLStreamWriter xml) throws XMLStreamException;
    }

    /** The whole document as text that ends with a line break. */
    static String of(String name, Body body) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", name);
            body.write(xml);
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("a writer into memory failed", e);
        }
        return text + "\n";
    }
}
