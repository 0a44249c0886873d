package io.flowlet.http;

/** Numbers that tell a slip of the pen from themselves. */
public final class CheckDigits {
    private static final int LEAST_IBAN = 15;
    private static final int MOST_IBAN = 34;
    private static final int IBAN_MODULUS = 97;
    private static final int IBAN_HEAD = 4;

    private CheckDigits() {}

    /**
     * Whether the last digit of {@code digits} is right.
     *
     * @param digits 0-9 alone
     * @see <a href="https://www.iso.org/standard/70484.html">ISO/IEC 7812-1, annex B</a>
     */
    public static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }

    /**
     * Whether the check digits of {@code number} are right, and its length that of some country's IBAN.
     *
     * @param number 0-9 and A-Z alone, without spaces
     * @see <a href="https://www.iso.org/standard/81090.html">ISO 13616-1, 5.5, and ISO 7064, MOD 97-10</a>
     */
    public static boolean isIban(String number) {
        if (number.length() < LEAST_IBAN || number.length() > MOST_IBAN) {
            return false;
        }
        int rest = 0;
        for (int i = 0; i < number.length(); i++) {
            int value = Character.digit(number.charAt((i + IBAN_HEAD) % number.length()), Character.MAX_RADIX);
            rest = (rest * (value > 9 ? 100 : 10) + value) % IBAN_MODULUS;
        }
        return rest == 1;
    }
}
