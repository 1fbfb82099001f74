namespace Starvation.Figures;

/// <summary>The names of the forms in table and plot.</summary>
internal static class FormText
{
    public static string Of(Form form) => form == Form.Plain ? "plain" : "on runtimes";
}
