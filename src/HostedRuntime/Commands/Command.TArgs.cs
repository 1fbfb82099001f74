using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HostedRuntime.Commands;

/// <summary>The types of arguments and result are those of the user's lambda, so that nothing has to be found by reflection.</summary>
internal abstract class Command<TArgs>(CommandName name, string runtime) : Command(name, runtime)
{
    public override string ArgsName => typeof(TArgs).Name;

    /// <summary>Null only where the type itself says so, as Nullable does; of a class the annotation is not there at run time.</summary>
    public override bool Takes(object? args) => args is TArgs || (args is null && Nullable.GetUnderlyingType(typeof(TArgs)) is not null);

    public override void CheckJson(JsonSerializerOptions options) => options.GetTypeInfo(typeof(TArgs));

    public override object? ReadArgs(JsonElement json, JsonSerializerOptions options)
        => json.ValueKind == JsonValueKind.Undefined ? null : json.Deserialize((JsonTypeInfo<TArgs>)options.GetTypeInfo(typeof(TArgs)));
}

/// <summary>A command that gives a result.</summary>
internal sealed class ResultCommand<TArgs, TResult>(CommandName name, string runtime, Func<TArgs, CommandScope, CancellationToken, Task<TResult>> handler)
    : Command<TArgs>(name, runtime)
{
    public override Type ResultType => typeof(TResult);

    public override void CheckJson(JsonSerializerOptions options)
    {
        base.CheckJson(options);
        options.GetTypeInfo(typeof(TResult));
    }

    public override JsonElement WriteResult(object? result, JsonSerializerOptions options)
        => JsonSerializer.SerializeToElement((TResult)result!, (JsonTypeInfo<TResult>)options.GetTypeInfo(typeof(TResult)));

    // Captured: the handler's end is the task's end, without a detour over the ThreadPool.
    public override async Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct)
        => await Check(handler((TArgs)args!, scope, ct)).ConfigureAwait(true);
}

/// <summary>A command that gives none: null, in JSON too.</summary>
internal sealed class ActionCommand<TArgs>(CommandName name, string runtime, Func<TArgs, CommandScope, CancellationToken, Task> handler)
    : Command<TArgs>(name, runtime)
{
    private static readonly JsonElement s_null = JsonElement.Parse("null");

    public override Type ResultType => typeof(object);

    public override JsonElement WriteResult(object? result, JsonSerializerOptions options) => s_null;

    public override async Task<object?> RunAsync(object? args, CommandScope scope, CancellationToken ct)
    {
        await Check(handler((TArgs)args!, scope, ct)).ConfigureAwait(true);
        return null;
    }
}
