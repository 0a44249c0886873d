package io.flowlet.screening.internal.lists;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One record of an XML list, small enough to be held as a tree.
 *
 * @param text its own, without that of its children
 */
record XmlElement(String name, String text, int line, List<XmlElement> children) {
    private static final int DEEPEST = 8;

    /** Reads the element at whose start {@code xml} is, to its end. */
    static XmlElement read(XMLStreamReader xml, int depth) throws XMLStreamException {
        if (depth > DEEPEST) {
            throw new XMLStreamException("is nested too deeply", xml.getLocation());
        }
        String name = xml.getLocalName();
        int line = xml.getLocation().getLineNumber();
        StringBuilder text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(read(xml, depth + 1));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(name, text.toString().strip(), line, List.copyOf(children));
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("refers to an entity", xml.getLocation());
                default -> {
                    // comments and the like say nothing
                }
            }
        }
    }

    /** The children of this name. */
    List<XmlElement> all(String child) {
        return children.stream().filter(each -> each.name.equals(child)).toList();
    }

    /** The text of the first child of this name that has any. */
    Optional<String> told(String child) {
        return all(child).stream()
                .map(XmlElement::text)
                .filter(each -> !each.isEmpty())
                .findFirst();
    }
}
