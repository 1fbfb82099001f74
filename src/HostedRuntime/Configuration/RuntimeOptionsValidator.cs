using System.Globalization;
using HostedRuntime.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HostedRuntime.Configuration;

/// <summary>
/// Finds all errors in a runtime's options and in their section, and reports them in one message with a line each. Errors are values
/// outside their range, values of a wrong type and unknown keys.
/// </summary>
internal sealed class RuntimeOptionsValidator(RuntimeRegistry runtimes, IConfiguration? configuration) : IValidateOptions<RuntimeOptions>
{
    public ValidateOptionsResult Validate(string? name, RuntimeOptions options)
    {
        if (runtimes.WithOptions(name) is not { } runtime)
            return ValidateOptionsResult.Skip;
        var path = RuntimeName.SectionOf(runtime);
        var section = configuration?.GetSection(path);
        IConfigurationSection[] given = section is null ? [] : [.. section.GetChildren()];
        var errors = new List<string>();
        // Usually all values are valid, and then a start should not pay for the text of each option's range.
        if (options.Validate().Count > 0 || Array.Exists(given, static child => Misread(child) is not null))
            AddValues(errors, path, options, given);
        if (section is not null && !string.IsNullOrEmpty(section.Value))
            errors.Add($"{section.Path} is '{section.Value}'; allowed: a section.");
        AddKeys(errors, runtime, given);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(string.Join(Environment.NewLine, errors));
    }

    private static void AddValues(List<string> errors, string path, RuntimeOptions options, IConfigurationSection[] given)
    {
        var checks = options.Check();
        for (var i = 0; i < checks.Count; i++)
        {
            var check = checks[i];
            if (Array.Find(given, child => check.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase)) is { } one && Misread(one) is { } found)
                errors.Add(Sentence(path, check, found));
            if (!check.IsValid)
                errors.Add(Sentence(path, check, Describe(check.Value)));
        }
    }

    /// <summary>Describes a value that is not of its option's type, or returns null if the type is right.</summary>
    private static string? Misread(IConfigurationSection given)
    {
        if (OptionTable.Find(given.Key) is not { } option)
            return null;
        if (given.Value is { } text)
            return OptionTable.TryApply(new RuntimeOptions(), option, text) ? null : $"'{text}'";
        return given.GetChildren().Any() ? "a section" : null;
    }

    private static void AddKeys(List<string> errors, string runtime, IConfigurationSection[] given)
    {
        foreach (var child in given)
        {
            if (!OptionTable.IsKeyOf(runtime, child.Key))
                errors.Add($"{child.Path} is not an option; {NearestKey.Suggest(child.Key, "options", OptionTable.KeysOf(runtime))}");
        }
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"'{text}'",
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static string Sentence(string path, RuntimeOptionCheck check, string found) => $"{path}:{check.Name} is {found}; allowed: {check.Allowed}.";
}
