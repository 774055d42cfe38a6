package io.quoll.config;

/** A share of something, from 0 for nothing to 1 for all. */
public final class Ratio {

    private Ratio() {}

    /**
     * Reads a number from 0 to 1.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static double parse(String text) {
        double ratio;
        try {
            ratio = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
        // Not a number is in no order with others.
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException(text + " is not between 0 and 1");
        }
        return ratio;
    }
}
