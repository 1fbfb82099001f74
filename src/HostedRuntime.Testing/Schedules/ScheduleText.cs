using System.Text;

namespace HostedRuntime.Testing;

/// <summary>A schedule as text: the choices of a run, with the version and the options that give them their meaning.</summary>
/// <param name="OptionHash">The hash of the options on which the choices depend.</param>
/// <param name="NameHash">The hash of the name of the test.</param>
/// <param name="Choices">The choices, without the zeros at the end.</param>
/// <param name="AbortedTask">The task that a test of aborts aborts; otherwise null.</param>
internal sealed record ScheduleText(string OptionHash, string NameHash, IReadOnlyList<int> Choices, string? AbortedTask)
{
    public const string Version = "hrt1";

    // Crockford's: no letter that looks like a digit.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string HashOf(string text) => Encode(BitConverter.GetBytes(Hash(text)).AsSpan(0, 4))[..4];

    public static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text)
            hash = (hash ^ c) * 1099511628211;
        return hash ^ (hash >> 32);
    }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The text is no schedule of this version.</exception>
    public static ScheduleText Parse(string text)
    {
        var parts = text.Trim().Split('.');
        if (parts[0] != Version || parts.Length is < 4 or > 5)
        {
            throw new FormatException(
                $"'{(text.Length > 40 ? text[..40] + "..." : text)}' is no schedule of this version of HostedRuntime.Testing. A schedule begins with '{Version}.' and has four or five parts. Run the test again to get one.");
        }

        var choices = new List<int>();
        var bytes = Decode(parts[3]);
        var at = 0;
        while (at < bytes.Length)
        {
            var zeros = ReadNumber(bytes, ref at);
            if (at >= bytes.Length)
                break;
            choices.AddRange(Enumerable.Repeat(0, zeros));
            choices.Add(ReadNumber(bytes, ref at));
        }

        return new(parts[1], parts[2], choices, parts.Length == 5 ? Encoding.UTF8.GetString(Decode(parts[4])) : null);
    }

    /// <summary>Writes runs of zeros and the choices between them, as numbers of seven bits a byte.</summary>
    public override string ToString()
    {
        var bytes = new List<byte>();
        var zeros = 0;
        foreach (var choice in Choices)
        {
            if (choice == 0)
            {
                zeros++;
                continue;
            }

            WriteNumber(bytes, zeros);
            WriteNumber(bytes, choice);
            zeros = 0;
        }

        var text = $"{Version}.{OptionHash}.{NameHash}.{Encode([.. bytes])}";
        return AbortedTask is null ? text : $"{text}.{Encode(Encoding.UTF8.GetBytes(AbortedTask))}";
    }

    private static void WriteNumber(List<byte> bytes, int number)
    {
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        bytes.Add((byte)number);
    }

    private static int ReadNumber(byte[] bytes, ref int at)
    {
        var (number, shift) = (0, 0);
        while (true)
        {
            if (at >= bytes.Length || shift > 28)
                throw new FormatException("The schedule is cut off or damaged: a number in it has no end. Copy the whole text.");
            var part = bytes[at++];
            number |= (part & 0x7F) << shift;
            if (part < 0x80)
                return number;
            shift += 7;
        }
    }

    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var part in bytes)
        {
            bits = (bits << 8) | part;
            count += 8;
            for (; count >= 5; count -= 5)
                text.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= 31;
        }

        if (count > 0)
            text.Append(Alphabet[(bits << (5 - count)) & 31]);
        return text.ToString();
    }

    private static byte[] Decode(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(char.ToLowerInvariant(c));
            if (digit < 0)
                throw new FormatException($"The schedule is damaged: '{c}' is no character of a schedule. Copy the whole text.");
            bits = ((bits << 5) | digit) & 0xFFF;
            count += 5;
            if (count < 8)
                continue;
            bytes.Add((byte)(bits >> (count - 8)));
            count -= 8;
        }

        return [.. bytes];
    }
}
