using System.Text.Json;
using HostedRuntime.Dashboard.Wire;
using HostedRuntime.Diagnostics;

namespace HostedRuntime.Dashboard.Views;

/// <summary>Writes lints, deadlocks and resources.</summary>
internal static class LintJson
{
    /// <summary>The most characters of a sentence. A deadlock of many tasks is one sentence.</summary>
    private const int MostText = 1000;

    public static void Write(Utf8JsonWriter json, RuntimeLint lint, string runtime)
    {
        json.WriteString("key", $"{runtime}/{lint.Code}/{lint.TaskId}/{lint.Resource?.Id}");
        json.WriteString("runtime", runtime);
        json.WriteString("code", lint.Code);
        json.WriteString("severity", lint.Severity.ToString());
        json.Number("taskId", lint.TaskId);
        WriteResource(json, "resource", lint.Resource);
        json.Seconds("lastedS", lint.Lasted);
        json.WriteNumber("count", lint.Count);
        json.Text("text", lint.Text, MostText);
        json.Text("advice", lint.Advice, MostText);
    }

    public static void WriteCycle(Utf8JsonWriter json, DeadlockCycle cycle)
    {
        json.WriteString("key", string.Join('-', cycle.Members.Select(static member => member.Task.Id).Order()));
        json.Objects("members", cycle.Members, static (writer, member) =>
        {
            writer.WriteNumber("taskId", member.Task.Id);
            writer.Text("label", member.Task.Label());
            writer.Text("site", member.Task.Site());
            writer.Text("runtime", member.Runtime);
            writer.WriteStartObject("wants");
            WriteWait(writer, member.Wants);
            writer.WriteEndObject();
            writer.WriteNumber("heldBy", member.HeldBy);
            writer.Text("stackText", member.Task.Stack?.ToString(), WireText.Most);
        });
    }

    public static void WriteWait(Utf8JsonWriter json, WaitSnapshot wait)
    {
        json.Text("text", wait.Text);
        json.Text("purpose", wait.Purpose);
        WriteResource(json, "resource", wait.Resource);
        json.Number("taskId", wait.TaskId);
    }

    public static void WriteResource(Utf8JsonWriter json, string name, ResourceRef? resource)
    {
        if (resource is null)
            return;
        json.WriteStartObject(name);
        json.WriteString("kind", resource.Kind.ToString());
        json.WriteNumber("id", resource.Id);
        json.Text("name", resource.Name);
        json.Text("label", resource.ToString());
        json.WriteEndObject();
    }
}
