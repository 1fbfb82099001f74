using System.Text.Json;
using HostedRuntime.Dashboard.Wire;

namespace HostedRuntime.Dashboard.Tests.Views;

/// <summary>Reads a field of a row, as a page does.</summary>
internal static class Field
{
    public static JsonElement Of(WireRow row, string name)
    {
        using var parsed = JsonDocument.Parse(EventJson.Row(row));
        return parsed.RootElement.GetProperty(name).Clone();
    }

    public static string Text(WireRow row, string name) => Of(row, name).ToString();
}
