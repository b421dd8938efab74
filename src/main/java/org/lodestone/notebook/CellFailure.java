package org.lodestone.notebook;

/**
 * A cell that did not come to its end; the message is written for whoever wrote the cell. It has no stack trace: where
 * Jupyter's classes called the kernel is nobody's concern, and the lines of cells are in the message.
 */
public final class CellFailure extends RuntimeException {
    CellFailure(String message) {
        super(message, null, false, false);
    }
}
