package org.lodestone.notebook;

import java.util.Map;

/** Something that a notebook shows as more than its text. */
public interface Displayed {
    /** By media type; always with text/plain, which says the same figures as the others. */
    Map<String, String> media();
}
