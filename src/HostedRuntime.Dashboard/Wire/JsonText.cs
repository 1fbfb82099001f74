using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HostedRuntime.Dashboard.Wire;

/// <summary>Writes JSON as a text. Characters that markup could consist of are escaped.</summary>
internal static class JsonText
{
    /// <summary>Returns a JSON object.</summary>
    /// <param name="write">Writes the members.</param>
    public static string Object(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Returns the members of a JSON object, without its braces.</summary>
    /// <param name="write">Writes the members.</param>
    public static string Members(Action<Utf8JsonWriter> write) => Object(write)[1..^1];

    /// <summary>Writes a member unless the value is null. Long texts are shortened.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string? value, int most = WireText.MostInRow)
    {
        if (value is not null)
            json.WriteString(name, WireText.Of(value, most));
    }

    /// <summary>Writes a member unless the value is null.</summary>
    public static void Number(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
    }

    /// <summary>Writes a span in seconds unless it is null.</summary>
    public static void Seconds(this Utf8JsonWriter json, string name, TimeSpan? value) => json.Figure(name, value?.TotalSeconds);

    /// <summary>Writes a member with at most six places after the point, unless the value is null.</summary>
    public static void Figure(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known && double.IsFinite(known))
            json.WriteNumber(name, Math.Round(known, 6));
    }

    /// <summary>Writes a member with a list of objects.</summary>
    public static void Objects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a member with a list of texts.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> items, int most = WireText.MostInRow)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(WireText.Of(item, most));
        json.WriteEndArray();
    }
}
