package org.lodestone.text;

/**
 * Something that was given to the program is missing or cannot be used. The message says the problem, the cause and
 * the remedy, with the values.
 */
public class UnusableInput extends RuntimeException {
    public UnusableInput(String message) {
        super(message);
    }

    public UnusableInput(String message, Throwable cause) {
        super(message, cause);
    }
}
