using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Census;

/// <summary>Checks the section and the directory before anything starts.</summary>
internal sealed class CensusOptionsValidator(IConfiguration configuration) : IValidateOptions<CensusOptions>
{
    private static readonly string[] s_keys = [nameof(CensusOptions.Directory), nameof(CensusOptions.Json), nameof(CensusOptions.HashingTasks), nameof(CensusOptions.QueueCapacity)];

    public ValidateOptionsResult Validate(string? name, CensusOptions options)
    {
        var errors = new List<string>();
        Range(nameof(options.HashingTasks), options.HashingTasks, 1, 1024);
        Range(nameof(options.QueueCapacity), options.QueueCapacity, 1, 1_000_000);
        foreach (var unknown in configuration.GetSection(CensusOptions.SectionName).GetChildren().Where(static child => !s_keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            errors.Add($"{unknown.Path} is not an option; options: {string.Join(", ", s_keys)}.");
        if (DirectoryProblem(options) is { } problem)
            errors.Add(problem);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(string key, int value, int least, int most)
        {
            if (value < least || value > most)
                errors.Add($"{CensusOptions.SectionName}:{key} is {value}; allowed: {least} to {most}.");
        }
    }

    private static string? DirectoryProblem(CensusOptions options)
    {
        if (string.IsNullOrEmpty(options.Directory ?? "."))
            return "the directory has an empty name.";
        var root = options.Root();
        if (!Path.Exists(root))
            return $"'{Printable.Of(root)}' does not exist.";
        if (!Directory.Exists(root))
            return $"'{Printable.Of(root)}' is not a directory.";
        try
        {
            Directory.EnumerateFileSystemEntries(root).GetEnumerator().Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{Printable.Of(root)}' cannot be read: {Unreadable.ReasonOf(e)}.";
        }
    }
}
