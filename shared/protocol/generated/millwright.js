/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError, $TypeError = $util.global.TypeError, $String = $util.global.String, $Array = $util.global.Array, $Number = $util.global.Number, $parseInt = $util.global.parseInt, $BigInt = $util.global.BigInt, $Boolean = $util.global.Boolean, $isFinite = $util.global.isFinite;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const millwright = $root.millwright = (() => {

    /**
     * Namespace millwright.
     * @exports millwright
     * @namespace
     */
    const millwright = {};

    millwright.AgentMessage = (function() {

        /**
         * Properties of an AgentMessage.
         * @typedef {Object} millwright.AgentMessage.$Properties
         * @property {millwright.Hello.$Properties|null} [hello] AgentMessage hello
         * @property {millwright.FactBatch.$Properties|null} [facts] AgentMessage facts
         * @property {millwright.Digest.$Properties|null} [digest] AgentMessage digest
         * @property {millwright.LeaseRequest.$Properties|null} [leaseRequest] AgentMessage leaseRequest
         * @property {Uint8Array|null} [telemetry] AgentMessage telemetry
         * @property {millwright.SecretsAsked.$Properties|null} [secretsAsked] AgentMessage secretsAsked
         * @property {"hello"|"facts"|"digest"|"leaseRequest"|"telemetry"|"secretsAsked"} [body] AgentMessage body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AgentMessage.
         * @memberof millwright
         * @interface IAgentMessage
         * @augments millwright.AgentMessage.$Properties
         * @deprecated Use millwright.AgentMessage.$Properties instead.
         */

        /**
         * Narrowed shape of an AgentMessage.
         * @typedef {{
         *   hello?: millwright.Hello.$Shape|null;
         *   facts?: millwright.FactBatch.$Shape|null;
         *   digest?: millwright.Digest.$Shape|null;
         *   leaseRequest?: millwright.LeaseRequest.$Shape|null;
         *   telemetry?: Uint8Array|null;
         *   secretsAsked?: millwright.SecretsAsked.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ body?: undefined; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "hello"; hello: millwright.Hello.$Shape; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "facts"; hello?: null; facts: millwright.FactBatch.$Shape; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "digest"; hello?: null; facts?: null; digest: millwright.Digest.$Shape; leaseRequest?: null; telemetry?: null; secretsAsked?: null }|{ body?: "leaseRequest"; hello?: null; facts?: null; digest?: null; leaseRequest: millwright.LeaseRequest.$Shape; telemetry?: null; secretsAsked?: null }|{ body?: "telemetry"; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry: Uint8Array; secretsAsked?: null }|{ body?: "secretsAsked"; hello?: null; facts?: null; digest?: null; leaseRequest?: null; telemetry?: null; secretsAsked: millwright.SecretsAsked.$Shape })
         * )} millwright.AgentMessage.$Shape
         */

        /**
         * Constructs a new AgentMessage.
         * @memberof millwright
         * @classdesc Represents an AgentMessage.
         * @constructor
         * @param {millwright.AgentMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AgentMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AgentMessage hello.
         * @member {millwright.Hello.$Properties|null|undefined} hello
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.hello = null;

        /**
         * AgentMessage facts.
         * @member {millwright.FactBatch.$Properties|null|undefined} facts
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.facts = null;

        /**
         * AgentMessage digest.
         * @member {millwright.Digest.$Properties|null|undefined} digest
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.digest = null;

        /**
         * AgentMessage leaseRequest.
         * @member {millwright.LeaseRequest.$Properties|null|undefined} leaseRequest
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.leaseRequest = null;

        /**
         * AgentMessage telemetry.
         * @member {Uint8Array|null|undefined} telemetry
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.telemetry = null;

        /**
         * AgentMessage secretsAsked.
         * @member {millwright.SecretsAsked.$Properties|null|undefined} secretsAsked
         * @memberof millwright.AgentMessage
         * @instance
         */
        AgentMessage.prototype.secretsAsked = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * AgentMessage body.
         * @member {"hello"|"facts"|"digest"|"leaseRequest"|"telemetry"|"secretsAsked"|undefined} body
         * @memberof millwright.AgentMessage
         * @instance
         */
        $Object.defineProperty(AgentMessage.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["hello", "facts", "digest", "leaseRequest", "telemetry", "secretsAsked"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new AgentMessage instance using the specified properties.
         * @function create
         * @memberof millwright.AgentMessage
         * @static
         * @param {millwright.AgentMessage.$Properties=} [properties] Properties to set
         * @returns {millwright.AgentMessage} AgentMessage instance
         * @type {{
         *   (properties: millwright.AgentMessage.$Shape): millwright.AgentMessage & millwright.AgentMessage.$Shape;
         *   (properties?: millwright.AgentMessage.$Properties): millwright.AgentMessage;
         * }}
         */
        AgentMessage.create = function(properties) {
            return new AgentMessage(properties);
        };

        /**
         * Encodes the specified AgentMessage message. Does not implicitly {@link millwright.AgentMessage.verify|verify} messages.
         * @function encode
         * @memberof millwright.AgentMessage
         * @static
         * @param {millwright.AgentMessage.$Properties} message AgentMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AgentMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                $root.millwright.Hello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.facts != null && $Object.hasOwnProperty.call(message, "facts"))
                $root.millwright.FactBatch.encode(message.facts, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest"))
                $root.millwright.Digest.encode(message.digest, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.leaseRequest != null && $Object.hasOwnProperty.call(message, "leaseRequest"))
                $root.millwright.LeaseRequest.encode(message.leaseRequest, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.telemetry != null && $Object.hasOwnProperty.call(message, "telemetry"))
                writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.telemetry);
            if (message.secretsAsked != null && $Object.hasOwnProperty.call(message, "secretsAsked"))
                $root.millwright.SecretsAsked.encode(message.secretsAsked, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AgentMessage message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.AgentMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.AgentMessage & millwright.AgentMessage.$Shape} AgentMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AgentMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.AgentMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.hello = $root.millwright.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                        message.body = "hello";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.facts = $root.millwright.FactBatch.decode(reader, reader.size(), $undefined, _depth + 1, message.facts);
                        message.body = "facts";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.digest = $root.millwright.Digest.decode(reader, reader.size(), $undefined, _depth + 1, message.digest);
                        message.body = "digest";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.leaseRequest = $root.millwright.LeaseRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.leaseRequest);
                        message.body = "leaseRequest";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.telemetry = reader.bytes();
                        message.body = "telemetry";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.secretsAsked = $root.millwright.SecretsAsked.decode(reader, reader.size(), $undefined, _depth + 1, message.secretsAsked);
                        message.body = "secretsAsked";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AgentMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.AgentMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.AgentMessage} AgentMessage
         */
        AgentMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.AgentMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.AgentMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.AgentMessage();
            if (object.hello != null) {
                if (!$util.isObject(object.hello))
                    throw $TypeError(".millwright.AgentMessage.hello: object expected");
                message.hello = $root.millwright.Hello.fromObject(object.hello, _depth + 1);
            }
            if (object.facts != null) {
                if (!$util.isObject(object.facts))
                    throw $TypeError(".millwright.AgentMessage.facts: object expected");
                message.facts = $root.millwright.FactBatch.fromObject(object.facts, _depth + 1);
            }
            if (object.digest != null) {
                if (!$util.isObject(object.digest))
                    throw $TypeError(".millwright.AgentMessage.digest: object expected");
                message.digest = $root.millwright.Digest.fromObject(object.digest, _depth + 1);
            }
            if (object.leaseRequest != null) {
                if (!$util.isObject(object.leaseRequest))
                    throw $TypeError(".millwright.AgentMessage.leaseRequest: object expected");
                message.leaseRequest = $root.millwright.LeaseRequest.fromObject(object.leaseRequest, _depth + 1);
            }
            if (object.telemetry != null)
                if (typeof object.telemetry === "string")
                    $util.base64.decode(object.telemetry, message.telemetry = $util.newBuffer($util.base64.length(object.telemetry)), 0);
                else if (object.telemetry.length >= 0)
                    message.telemetry = object.telemetry;
            if (object.secretsAsked != null) {
                if (!$util.isObject(object.secretsAsked))
                    throw $TypeError(".millwright.AgentMessage.secretsAsked: object expected");
                message.secretsAsked = $root.millwright.SecretsAsked.fromObject(object.secretsAsked, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from an AgentMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.AgentMessage
         * @static
         * @param {millwright.AgentMessage} message AgentMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AgentMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (message.hello != null && $Object.hasOwnProperty.call(message, "hello")) {
                object.hello = $root.millwright.Hello.toObject(message.hello, options, _depth + 1);
                if (options.oneofs)
                    object.body = "hello";
            }
            if (message.facts != null && $Object.hasOwnProperty.call(message, "facts")) {
                object.facts = $root.millwright.FactBatch.toObject(message.facts, options, _depth + 1);
                if (options.oneofs)
                    object.body = "facts";
            }
            if (message.digest != null && $Object.hasOwnProperty.call(message, "digest")) {
                object.digest = $root.millwright.Digest.toObject(message.digest, options, _depth + 1);
                if (options.oneofs)
                    object.body = "digest";
            }
            if (message.leaseRequest != null && $Object.hasOwnProperty.call(message, "leaseRequest")) {
                object.leaseRequest = $root.millwright.LeaseRequest.toObject(message.leaseRequest, options, _depth + 1);
                if (options.oneofs)
                    object.body = "leaseRequest";
            }
            if (message.telemetry != null && $Object.hasOwnProperty.call(message, "telemetry")) {
                object.telemetry = options.bytes === $String ? $util.base64.encode(message.telemetry, 0, message.telemetry.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.telemetry) : message.telemetry;
                if (options.oneofs)
                    object.body = "telemetry";
            }
            if (message.secretsAsked != null && $Object.hasOwnProperty.call(message, "secretsAsked")) {
                object.secretsAsked = $root.millwright.SecretsAsked.toObject(message.secretsAsked, options, _depth + 1);
                if (options.oneofs)
                    object.body = "secretsAsked";
            }
            return object;
        };

        /**
         * Converts this AgentMessage to JSON.
         * @function toJSON
         * @memberof millwright.AgentMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AgentMessage.prototype.toJSON = function() {
            return AgentMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AgentMessage
         * @function getTypeUrl
         * @memberof millwright.AgentMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AgentMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.AgentMessage";
        };

        return AgentMessage;
    })();

    millwright.CoordinatorMessage = (function() {

        /**
         * Properties of a CoordinatorMessage.
         * @typedef {Object} millwright.CoordinatorMessage.$Properties
         * @property {millwright.Challenge.$Properties|null} [challenge] CoordinatorMessage challenge
         * @property {millwright.Welcome.$Properties|null} [welcome] CoordinatorMessage welcome
         * @property {millwright.Desired.$Properties|null} [desired] CoordinatorMessage desired
         * @property {millwright.FactsAck.$Properties|null} [factsAck] CoordinatorMessage factsAck
         * @property {millwright.Leases.$Properties|null} [leases] CoordinatorMessage leases
         * @property {millwright.Refused.$Properties|null} [refused] CoordinatorMessage refused
         * @property {millwright.Heard.$Properties|null} [heard] CoordinatorMessage heard
         * @property {millwright.TelemetryAck.$Properties|null} [telemetryAck] CoordinatorMessage telemetryAck
         * @property {millwright.Secrets.$Properties|null} [secrets] CoordinatorMessage secrets
         * @property {"challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard"|"telemetryAck"|"secrets"} [body] CoordinatorMessage body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CoordinatorMessage.
         * @memberof millwright
         * @interface ICoordinatorMessage
         * @augments millwright.CoordinatorMessage.$Properties
         * @deprecated Use millwright.CoordinatorMessage.$Properties instead.
         */

        /**
         * Narrowed shape of a CoordinatorMessage.
         * @typedef {{
         *   challenge?: millwright.Challenge.$Shape|null;
         *   welcome?: millwright.Welcome.$Shape|null;
         *   desired?: millwright.Desired.$Shape|null;
         *   factsAck?: millwright.FactsAck.$Shape|null;
         *   leases?: millwright.Leases.$Shape|null;
         *   refused?: millwright.Refused.$Shape|null;
         *   heard?: millwright.Heard.$Shape|null;
         *   telemetryAck?: millwright.TelemetryAck.$Shape|null;
         *   secrets?: millwright.Secrets.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ body?: undefined; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "challenge"; challenge: millwright.Challenge.$Shape; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "welcome"; challenge?: null; welcome: millwright.Welcome.$Shape; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "desired"; challenge?: null; welcome?: null; desired: millwright.Desired.$Shape; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "factsAck"; challenge?: null; welcome?: null; desired?: null; factsAck: millwright.FactsAck.$Shape; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "leases"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases: millwright.Leases.$Shape; refused?: null; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "refused"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused: millwright.Refused.$Shape; heard?: null; telemetryAck?: null; secrets?: null }|{ body?: "heard"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard: millwright.Heard.$Shape; telemetryAck?: null; secrets?: null }|{ body?: "telemetryAck"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck: millwright.TelemetryAck.$Shape; secrets?: null }|{ body?: "secrets"; challenge?: null; welcome?: null; desired?: null; factsAck?: null; leases?: null; refused?: null; heard?: null; telemetryAck?: null; secrets: millwright.Secrets.$Shape })
         * )} millwright.CoordinatorMessage.$Shape
         */

        /**
         * Constructs a new CoordinatorMessage.
         * @memberof millwright
         * @classdesc Represents a CoordinatorMessage.
         * @constructor
         * @param {millwright.CoordinatorMessage.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CoordinatorMessage = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CoordinatorMessage challenge.
         * @member {millwright.Challenge.$Properties|null|undefined} challenge
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.challenge = null;

        /**
         * CoordinatorMessage welcome.
         * @member {millwright.Welcome.$Properties|null|undefined} welcome
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.welcome = null;

        /**
         * CoordinatorMessage desired.
         * @member {millwright.Desired.$Properties|null|undefined} desired
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.desired = null;

        /**
         * CoordinatorMessage factsAck.
         * @member {millwright.FactsAck.$Properties|null|undefined} factsAck
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.factsAck = null;

        /**
         * CoordinatorMessage leases.
         * @member {millwright.Leases.$Properties|null|undefined} leases
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.leases = null;

        /**
         * CoordinatorMessage refused.
         * @member {millwright.Refused.$Properties|null|undefined} refused
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.refused = null;

        /**
         * CoordinatorMessage heard.
         * @member {millwright.Heard.$Properties|null|undefined} heard
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.heard = null;

        /**
         * CoordinatorMessage telemetryAck.
         * @member {millwright.TelemetryAck.$Properties|null|undefined} telemetryAck
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.telemetryAck = null;

        /**
         * CoordinatorMessage secrets.
         * @member {millwright.Secrets.$Properties|null|undefined} secrets
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        CoordinatorMessage.prototype.secrets = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * CoordinatorMessage body.
         * @member {"challenge"|"welcome"|"desired"|"factsAck"|"leases"|"refused"|"heard"|"telemetryAck"|"secrets"|undefined} body
         * @memberof millwright.CoordinatorMessage
         * @instance
         */
        $Object.defineProperty(CoordinatorMessage.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["challenge", "welcome", "desired", "factsAck", "leases", "refused", "heard", "telemetryAck", "secrets"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new CoordinatorMessage instance using the specified properties.
         * @function create
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {millwright.CoordinatorMessage.$Properties=} [properties] Properties to set
         * @returns {millwright.CoordinatorMessage} CoordinatorMessage instance
         * @type {{
         *   (properties: millwright.CoordinatorMessage.$Shape): millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape;
         *   (properties?: millwright.CoordinatorMessage.$Properties): millwright.CoordinatorMessage;
         * }}
         */
        CoordinatorMessage.create = function(properties) {
            return new CoordinatorMessage(properties);
        };

        /**
         * Encodes the specified CoordinatorMessage message. Does not implicitly {@link millwright.CoordinatorMessage.verify|verify} messages.
         * @function encode
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {millwright.CoordinatorMessage.$Properties} message CoordinatorMessage message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CoordinatorMessage.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge"))
                $root.millwright.Challenge.encode(message.challenge, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome"))
                $root.millwright.Welcome.encode(message.welcome, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.desired != null && $Object.hasOwnProperty.call(message, "desired"))
                $root.millwright.Desired.encode(message.desired, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.factsAck != null && $Object.hasOwnProperty.call(message, "factsAck"))
                $root.millwright.FactsAck.encode(message.factsAck, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.leases != null && $Object.hasOwnProperty.call(message, "leases"))
                $root.millwright.Leases.encode(message.leases, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                $root.millwright.Refused.encode(message.refused, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.heard != null && $Object.hasOwnProperty.call(message, "heard"))
                $root.millwright.Heard.encode(message.heard, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.telemetryAck != null && $Object.hasOwnProperty.call(message, "telemetryAck"))
                $root.millwright.TelemetryAck.encode(message.telemetryAck, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.secrets != null && $Object.hasOwnProperty.call(message, "secrets"))
                $root.millwright.Secrets.encode(message.secrets, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CoordinatorMessage message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.CoordinatorMessage & millwright.CoordinatorMessage.$Shape} CoordinatorMessage
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CoordinatorMessage.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.CoordinatorMessage();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        message.challenge = $root.millwright.Challenge.decode(reader, reader.size(), $undefined, _depth + 1, message.challenge);
                        message.body = "challenge";
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.welcome = $root.millwright.Welcome.decode(reader, reader.size(), $undefined, _depth + 1, message.welcome);
                        message.body = "welcome";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.desired = $root.millwright.Desired.decode(reader, reader.size(), $undefined, _depth + 1, message.desired);
                        message.body = "desired";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.factsAck = $root.millwright.FactsAck.decode(reader, reader.size(), $undefined, _depth + 1, message.factsAck);
                        message.body = "factsAck";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.leases = $root.millwright.Leases.decode(reader, reader.size(), $undefined, _depth + 1, message.leases);
                        message.body = "leases";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.refused = $root.millwright.Refused.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                        message.body = "refused";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.heard = $root.millwright.Heard.decode(reader, reader.size(), $undefined, _depth + 1, message.heard);
                        message.body = "heard";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.telemetryAck = $root.millwright.TelemetryAck.decode(reader, reader.size(), $undefined, _depth + 1, message.telemetryAck);
                        message.body = "telemetryAck";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.secrets = $root.millwright.Secrets.decode(reader, reader.size(), $undefined, _depth + 1, message.secrets);
                        message.body = "secrets";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CoordinatorMessage message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.CoordinatorMessage} CoordinatorMessage
         */
        CoordinatorMessage.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.CoordinatorMessage)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.CoordinatorMessage: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.CoordinatorMessage();
            if (object.challenge != null) {
                if (!$util.isObject(object.challenge))
                    throw $TypeError(".millwright.CoordinatorMessage.challenge: object expected");
                message.challenge = $root.millwright.Challenge.fromObject(object.challenge, _depth + 1);
            }
            if (object.welcome != null) {
                if (!$util.isObject(object.welcome))
                    throw $TypeError(".millwright.CoordinatorMessage.welcome: object expected");
                message.welcome = $root.millwright.Welcome.fromObject(object.welcome, _depth + 1);
            }
            if (object.desired != null) {
                if (!$util.isObject(object.desired))
                    throw $TypeError(".millwright.CoordinatorMessage.desired: object expected");
                message.desired = $root.millwright.Desired.fromObject(object.desired, _depth + 1);
            }
            if (object.factsAck != null) {
                if (!$util.isObject(object.factsAck))
                    throw $TypeError(".millwright.CoordinatorMessage.factsAck: object expected");
                message.factsAck = $root.millwright.FactsAck.fromObject(object.factsAck, _depth + 1);
            }
            if (object.leases != null) {
                if (!$util.isObject(object.leases))
                    throw $TypeError(".millwright.CoordinatorMessage.leases: object expected");
                message.leases = $root.millwright.Leases.fromObject(object.leases, _depth + 1);
            }
            if (object.refused != null) {
                if (!$util.isObject(object.refused))
                    throw $TypeError(".millwright.CoordinatorMessage.refused: object expected");
                message.refused = $root.millwright.Refused.fromObject(object.refused, _depth + 1);
            }
            if (object.heard != null) {
                if (!$util.isObject(object.heard))
                    throw $TypeError(".millwright.CoordinatorMessage.heard: object expected");
                message.heard = $root.millwright.Heard.fromObject(object.heard, _depth + 1);
            }
            if (object.telemetryAck != null) {
                if (!$util.isObject(object.telemetryAck))
                    throw $TypeError(".millwright.CoordinatorMessage.telemetryAck: object expected");
                message.telemetryAck = $root.millwright.TelemetryAck.fromObject(object.telemetryAck, _depth + 1);
            }
            if (object.secrets != null) {
                if (!$util.isObject(object.secrets))
                    throw $TypeError(".millwright.CoordinatorMessage.secrets: object expected");
                message.secrets = $root.millwright.Secrets.fromObject(object.secrets, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a CoordinatorMessage message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {millwright.CoordinatorMessage} message CoordinatorMessage
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CoordinatorMessage.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (message.challenge != null && $Object.hasOwnProperty.call(message, "challenge")) {
                object.challenge = $root.millwright.Challenge.toObject(message.challenge, options, _depth + 1);
                if (options.oneofs)
                    object.body = "challenge";
            }
            if (message.welcome != null && $Object.hasOwnProperty.call(message, "welcome")) {
                object.welcome = $root.millwright.Welcome.toObject(message.welcome, options, _depth + 1);
                if (options.oneofs)
                    object.body = "welcome";
            }
            if (message.desired != null && $Object.hasOwnProperty.call(message, "desired")) {
                object.desired = $root.millwright.Desired.toObject(message.desired, options, _depth + 1);
                if (options.oneofs)
                    object.body = "desired";
            }
            if (message.factsAck != null && $Object.hasOwnProperty.call(message, "factsAck")) {
                object.factsAck = $root.millwright.FactsAck.toObject(message.factsAck, options, _depth + 1);
                if (options.oneofs)
                    object.body = "factsAck";
            }
            if (message.leases != null && $Object.hasOwnProperty.call(message, "leases")) {
                object.leases = $root.millwright.Leases.toObject(message.leases, options, _depth + 1);
                if (options.oneofs)
                    object.body = "leases";
            }
            if (message.refused != null && $Object.hasOwnProperty.call(message, "refused")) {
                object.refused = $root.millwright.Refused.toObject(message.refused, options, _depth + 1);
                if (options.oneofs)
                    object.body = "refused";
            }
            if (message.heard != null && $Object.hasOwnProperty.call(message, "heard")) {
                object.heard = $root.millwright.Heard.toObject(message.heard, options, _depth + 1);
                if (options.oneofs)
                    object.body = "heard";
            }
            if (message.telemetryAck != null && $Object.hasOwnProperty.call(message, "telemetryAck")) {
                object.telemetryAck = $root.millwright.TelemetryAck.toObject(message.telemetryAck, options, _depth + 1);
                if (options.oneofs)
                    object.body = "telemetryAck";
            }
            if (message.secrets != null && $Object.hasOwnProperty.call(message, "secrets")) {
                object.secrets = $root.millwright.Secrets.toObject(message.secrets, options, _depth + 1);
                if (options.oneofs)
                    object.body = "secrets";
            }
            return object;
        };

        /**
         * Converts this CoordinatorMessage to JSON.
         * @function toJSON
         * @memberof millwright.CoordinatorMessage
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CoordinatorMessage.prototype.toJSON = function() {
            return CoordinatorMessage.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CoordinatorMessage
         * @function getTypeUrl
         * @memberof millwright.CoordinatorMessage
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CoordinatorMessage.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.CoordinatorMessage";
        };

        return CoordinatorMessage;
    })();

    millwright.Challenge = (function() {

        /**
         * Properties of a Challenge.
         * @typedef {Object} millwright.Challenge.$Properties
         * @property {Uint8Array|null} [nonce] Challenge nonce
         * @property {number|null} [incarnation] Challenge incarnation
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Challenge.
         * @memberof millwright
         * @interface IChallenge
         * @augments millwright.Challenge.$Properties
         * @deprecated Use millwright.Challenge.$Properties instead.
         */

        /**
         * Shape of a Challenge.
         * @typedef {millwright.Challenge.$Properties} millwright.Challenge.$Shape
         */

        /**
         * Constructs a new Challenge.
         * @memberof millwright
         * @classdesc Represents a Challenge.
         * @constructor
         * @param {millwright.Challenge.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Challenge = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Challenge nonce.
         * @member {Uint8Array} nonce
         * @memberof millwright.Challenge
         * @instance
         */
        Challenge.prototype.nonce = $util.newBuffer([]);

        /**
         * Challenge incarnation.
         * @member {number} incarnation
         * @memberof millwright.Challenge
         * @instance
         */
        Challenge.prototype.incarnation = 0;

        /**
         * Creates a new Challenge instance using the specified properties.
         * @function create
         * @memberof millwright.Challenge
         * @static
         * @param {millwright.Challenge.$Properties=} [properties] Properties to set
         * @returns {millwright.Challenge} Challenge instance
         * @type {{
         *   (properties: millwright.Challenge.$Shape): millwright.Challenge & millwright.Challenge.$Shape;
         *   (properties?: millwright.Challenge.$Properties): millwright.Challenge;
         * }}
         */
        Challenge.create = function(properties) {
            return new Challenge(properties);
        };

        /**
         * Encodes the specified Challenge message. Does not implicitly {@link millwright.Challenge.verify|verify} messages.
         * @function encode
         * @memberof millwright.Challenge
         * @static
         * @param {millwright.Challenge.$Properties} message Challenge message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Challenge.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce.length)
                writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.nonce);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && message.incarnation !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.incarnation);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Challenge message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Challenge
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Challenge & millwright.Challenge.$Shape} Challenge
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Challenge.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Challenge();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.nonce = value;
                        else
                            delete message.nonce;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Challenge message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Challenge
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Challenge} Challenge
         */
        Challenge.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Challenge)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Challenge: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Challenge();
            if (object.nonce != null)
                if (object.nonce.length)
                    if (typeof object.nonce === "string")
                        $util.base64.decode(object.nonce, message.nonce = $util.newBuffer($util.base64.length(object.nonce)), 0);
                    else if (object.nonce.length >= 0)
                        message.nonce = object.nonce;
            if (object.incarnation != null)
                if ($Number(object.incarnation) !== 0)
                    message.incarnation = object.incarnation >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a Challenge message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Challenge
         * @static
         * @param {millwright.Challenge} message Challenge
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Challenge.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                if (options.bytes === $String)
                    object.nonce = "";
                else {
                    object.nonce = [];
                    if (options.bytes !== $Array)
                        object.nonce = $util.newBuffer(object.nonce);
                }
                object.incarnation = 0;
            }
            if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce"))
                object.nonce = options.bytes === $String ? $util.base64.encode(message.nonce, 0, message.nonce.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.nonce) : message.nonce;
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                object.incarnation = message.incarnation;
            return object;
        };

        /**
         * Converts this Challenge to JSON.
         * @function toJSON
         * @memberof millwright.Challenge
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Challenge.prototype.toJSON = function() {
            return Challenge.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Challenge
         * @function getTypeUrl
         * @memberof millwright.Challenge
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Challenge.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Challenge";
        };

        return Challenge;
    })();

    millwright.Hello = (function() {

        /**
         * Properties of a Hello.
         * @typedef {Object} millwright.Hello.$Properties
         * @property {number|null} [protocolMin] Hello protocolMin
         * @property {number|null} [protocolMax] Hello protocolMax
         * @property {Uint8Array|null} [publicKey] Hello publicKey
         * @property {Uint8Array|null} [signature] Hello signature
         * @property {string|null} [bootId] Hello bootId
         * @property {string|null} [name] Hello name
         * @property {string|null} [inventoryJson] Hello inventoryJson
         * @property {string|null} [bytesAddress] Hello bytesAddress
         * @property {number|null} [slots] Hello slots
         * @property {Array.<millwright.AttemptHeld.$Properties>|null} [attempts] Hello attempts
         * @property {string|null} [spool] Hello spool
         * @property {Object.<string,string>|null} [labels] Hello labels
         * @property {number|null} [appliedIncarnation] Hello appliedIncarnation
         * @property {number|null} [appliedGeneration] Hello appliedGeneration
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Hello.
         * @memberof millwright
         * @interface IHello
         * @augments millwright.Hello.$Properties
         * @deprecated Use millwright.Hello.$Properties instead.
         */

        /**
         * Shape of a Hello.
         * @typedef {millwright.Hello.$Properties} millwright.Hello.$Shape
         */

        /**
         * Constructs a new Hello.
         * @memberof millwright
         * @classdesc Represents a Hello.
         * @constructor
         * @param {millwright.Hello.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Hello = function (properties) {
            this.attempts = [];
            this.labels = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Hello protocolMin.
         * @member {number} protocolMin
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.protocolMin = 0;

        /**
         * Hello protocolMax.
         * @member {number} protocolMax
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.protocolMax = 0;

        /**
         * Hello publicKey.
         * @member {Uint8Array} publicKey
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.publicKey = $util.newBuffer([]);

        /**
         * Hello signature.
         * @member {Uint8Array} signature
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.signature = $util.newBuffer([]);

        /**
         * Hello bootId.
         * @member {string} bootId
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.bootId = "";

        /**
         * Hello name.
         * @member {string} name
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.name = "";

        /**
         * Hello inventoryJson.
         * @member {string} inventoryJson
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.inventoryJson = "";

        /**
         * Hello bytesAddress.
         * @member {string} bytesAddress
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.bytesAddress = "";

        /**
         * Hello slots.
         * @member {number} slots
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.slots = 0;

        /**
         * Hello attempts.
         * @member {Array.<millwright.AttemptHeld.$Properties>} attempts
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.attempts = $util.emptyArray;

        /**
         * Hello spool.
         * @member {string} spool
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.spool = "";

        /**
         * Hello labels.
         * @member {Object.<string,string>} labels
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.labels = $util.emptyObject;

        /**
         * Hello appliedIncarnation.
         * @member {number} appliedIncarnation
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.appliedIncarnation = 0;

        /**
         * Hello appliedGeneration.
         * @member {number} appliedGeneration
         * @memberof millwright.Hello
         * @instance
         */
        Hello.prototype.appliedGeneration = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Hello instance using the specified properties.
         * @function create
         * @memberof millwright.Hello
         * @static
         * @param {millwright.Hello.$Properties=} [properties] Properties to set
         * @returns {millwright.Hello} Hello instance
         * @type {{
         *   (properties: millwright.Hello.$Shape): millwright.Hello & millwright.Hello.$Shape;
         *   (properties?: millwright.Hello.$Properties): millwright.Hello;
         * }}
         */
        Hello.create = function(properties) {
            return new Hello(properties);
        };

        /**
         * Encodes the specified Hello message. Does not implicitly {@link millwright.Hello.verify|verify} messages.
         * @function encode
         * @memberof millwright.Hello
         * @static
         * @param {millwright.Hello.$Properties} message Hello message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Hello.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.protocolMin != null && $Object.hasOwnProperty.call(message, "protocolMin") && message.protocolMin !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.protocolMin);
            if (message.protocolMax != null && $Object.hasOwnProperty.call(message, "protocolMax") && message.protocolMax !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.protocolMax);
            if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.publicKey);
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signature);
            if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId") && message.bootId !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.bootId);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.name);
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson") && message.inventoryJson !== "")
                writer.uint32(/* id 7, wireType 2 =*/58).string(message.inventoryJson);
            if (message.bytesAddress != null && $Object.hasOwnProperty.call(message, "bytesAddress") && message.bytesAddress !== "")
                writer.uint32(/* id 8, wireType 2 =*/66).string(message.bytesAddress);
            if (message.slots != null && $Object.hasOwnProperty.call(message, "slots") && message.slots !== 0)
                writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.slots);
            if (message.attempts != null && message.attempts.length)
                for (let i = 0; i < message.attempts.length; ++i)
                    $root.millwright.AttemptHeld.encode(message.attempts[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool") && message.spool !== "")
                writer.uint32(/* id 11, wireType 2 =*/90).string(message.spool);
            if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 12, wireType 2 =*/98).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
            if (message.appliedIncarnation != null && $Object.hasOwnProperty.call(message, "appliedIncarnation") && message.appliedIncarnation !== 0)
                writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.appliedIncarnation);
            if (message.appliedGeneration != null && $Object.hasOwnProperty.call(message, "appliedGeneration") && (typeof message.appliedGeneration === "object" ? message.appliedGeneration.low || message.appliedGeneration.high : message.appliedGeneration !== 0))
                writer.uint32(/* id 14, wireType 0 =*/112).uint64(message.appliedGeneration);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Hello message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Hello
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Hello & millwright.Hello.$Shape} Hello
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Hello.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Hello();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocolMin = value;
                        else
                            delete message.protocolMin;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocolMax = value;
                        else
                            delete message.protocolMax;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.publicKey = value;
                        else
                            delete message.publicKey;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.bytes()).length)
                            message.signature = value;
                        else
                            delete message.signature;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.bootId = value;
                        else
                            delete message.bootId;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.inventoryJson = value;
                        else
                            delete message.inventoryJson;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.bytesAddress = value;
                        else
                            delete message.bytesAddress;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.slots = value;
                        else
                            delete message.slots;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.attempts && message.attempts.length))
                            message.attempts = [];
                        message.attempts.push($root.millwright.AttemptHeld.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.spool = value;
                        else
                            delete message.spool;
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if (message.labels === $util.emptyObject)
                            message.labels = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.labels, key);
                        message.labels[key] = value;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.appliedIncarnation = value;
                        else
                            delete message.appliedIncarnation;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.appliedGeneration = value;
                        else
                            delete message.appliedGeneration;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Hello message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Hello
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Hello} Hello
         */
        Hello.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Hello)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Hello: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Hello();
            if (object.protocolMin != null)
                if ($Number(object.protocolMin) !== 0)
                    message.protocolMin = object.protocolMin >>> 0;
            if (object.protocolMax != null)
                if ($Number(object.protocolMax) !== 0)
                    message.protocolMax = object.protocolMax >>> 0;
            if (object.publicKey != null)
                if (object.publicKey.length)
                    if (typeof object.publicKey === "string")
                        $util.base64.decode(object.publicKey, message.publicKey = $util.newBuffer($util.base64.length(object.publicKey)), 0);
                    else if (object.publicKey.length >= 0)
                        message.publicKey = object.publicKey;
            if (object.signature != null)
                if (object.signature.length)
                    if (typeof object.signature === "string")
                        $util.base64.decode(object.signature, message.signature = $util.newBuffer($util.base64.length(object.signature)), 0);
                    else if (object.signature.length >= 0)
                        message.signature = object.signature;
            if (object.bootId != null)
                if (typeof object.bootId !== "string" || object.bootId.length)
                    message.bootId = $String(object.bootId);
            if (object.name != null)
                if (typeof object.name !== "string" || object.name.length)
                    message.name = $String(object.name);
            if (object.inventoryJson != null)
                if (typeof object.inventoryJson !== "string" || object.inventoryJson.length)
                    message.inventoryJson = $String(object.inventoryJson);
            if (object.bytesAddress != null)
                if (typeof object.bytesAddress !== "string" || object.bytesAddress.length)
                    message.bytesAddress = $String(object.bytesAddress);
            if (object.slots != null)
                if ($Number(object.slots) !== 0)
                    message.slots = object.slots >>> 0;
            if (object.attempts) {
                if (!$Array.isArray(object.attempts))
                    throw $TypeError(".millwright.Hello.attempts: array expected");
                message.attempts = $Array(object.attempts.length);
                for (let i = 0; i < object.attempts.length; ++i) {
                    if (!$util.isObject(object.attempts[i]))
                        throw $TypeError(".millwright.Hello.attempts: object expected");
                    message.attempts[i] = $root.millwright.AttemptHeld.fromObject(object.attempts[i], _depth + 1);
                }
            }
            if (object.spool != null)
                if (typeof object.spool !== "string" || object.spool.length)
                    message.spool = $String(object.spool);
            if (object.labels) {
                if (!$util.isObject(object.labels))
                    throw $TypeError(".millwright.Hello.labels: object expected");
                message.labels = {};
                for (let keys = $Object.keys(object.labels), i = 0; i < keys.length; ++i) {
                    if (keys[i] === "__proto__")
                        $util.makeProp(message.labels, keys[i]);
                    message.labels[keys[i]] = $String(object.labels[keys[i]]);
                }
            }
            if (object.appliedIncarnation != null)
                if ($Number(object.appliedIncarnation) !== 0)
                    message.appliedIncarnation = object.appliedIncarnation >>> 0;
            if (object.appliedGeneration != null)
                if (typeof object.appliedGeneration === "object" ? object.appliedGeneration.low || object.appliedGeneration.high : $Number(object.appliedGeneration) !== 0)
                    if ($util.Long)
                        message.appliedGeneration = $util.Long.fromValue(object.appliedGeneration, true);
                    else if (typeof object.appliedGeneration === "string")
                        message.appliedGeneration = $parseInt(object.appliedGeneration, 10);
                    else if (typeof object.appliedGeneration === "number")
                        message.appliedGeneration = object.appliedGeneration;
                    else if (typeof object.appliedGeneration === "object")
                        message.appliedGeneration = new $util.LongBits(object.appliedGeneration.low >>> 0, object.appliedGeneration.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a Hello message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Hello
         * @static
         * @param {millwright.Hello} message Hello
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Hello.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.attempts = [];
            if (options.objects || options.defaults)
                object.labels = {};
            if (options.defaults) {
                object.protocolMin = 0;
                object.protocolMax = 0;
                if (options.bytes === $String)
                    object.publicKey = "";
                else {
                    object.publicKey = [];
                    if (options.bytes !== $Array)
                        object.publicKey = $util.newBuffer(object.publicKey);
                }
                if (options.bytes === $String)
                    object.signature = "";
                else {
                    object.signature = [];
                    if (options.bytes !== $Array)
                        object.signature = $util.newBuffer(object.signature);
                }
                object.bootId = "";
                object.name = "";
                object.inventoryJson = "";
                object.bytesAddress = "";
                object.slots = 0;
                object.spool = "";
                object.appliedIncarnation = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.appliedGeneration = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.appliedGeneration = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.protocolMin != null && $Object.hasOwnProperty.call(message, "protocolMin"))
                object.protocolMin = message.protocolMin;
            if (message.protocolMax != null && $Object.hasOwnProperty.call(message, "protocolMax"))
                object.protocolMax = message.protocolMax;
            if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey"))
                object.publicKey = options.bytes === $String ? $util.base64.encode(message.publicKey, 0, message.publicKey.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.publicKey) : message.publicKey;
            if (message.signature != null && $Object.hasOwnProperty.call(message, "signature"))
                object.signature = options.bytes === $String ? $util.base64.encode(message.signature, 0, message.signature.length) : options.bytes === $Array ? $Array.prototype.slice.call(message.signature) : message.signature;
            if (message.bootId != null && $Object.hasOwnProperty.call(message, "bootId"))
                object.bootId = message.bootId;
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                object.name = message.name;
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson"))
                object.inventoryJson = message.inventoryJson;
            if (message.bytesAddress != null && $Object.hasOwnProperty.call(message, "bytesAddress"))
                object.bytesAddress = message.bytesAddress;
            if (message.slots != null && $Object.hasOwnProperty.call(message, "slots"))
                object.slots = message.slots;
            if (message.attempts && message.attempts.length) {
                object.attempts = $Array(message.attempts.length);
                for (let j = 0; j < message.attempts.length; ++j)
                    object.attempts[j] = $root.millwright.AttemptHeld.toObject(message.attempts[j], options, _depth + 1);
            }
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool"))
                object.spool = message.spool;
            let keys2;
            if (message.labels && (keys2 = $Object.keys(message.labels)).length) {
                object.labels = {};
                for (let j = 0; j < keys2.length; ++j) {
                    if (keys2[j] === "__proto__")
                        $util.makeProp(object.labels, keys2[j]);
                    object.labels[keys2[j]] = message.labels[keys2[j]];
                }
            }
            if (message.appliedIncarnation != null && $Object.hasOwnProperty.call(message, "appliedIncarnation"))
                object.appliedIncarnation = message.appliedIncarnation;
            if (message.appliedGeneration != null && $Object.hasOwnProperty.call(message, "appliedGeneration"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.appliedGeneration = typeof message.appliedGeneration === "number" ? $BigInt(message.appliedGeneration) : $util.Long.fromBits(message.appliedGeneration.low >>> 0, message.appliedGeneration.high >>> 0, true).toBigInt();
                else if (typeof message.appliedGeneration === "number")
                    object.appliedGeneration = options.longs === $String ? $String(message.appliedGeneration) : message.appliedGeneration;
                else
                    object.appliedGeneration = options.longs === $String ? $util.Long.prototype.toString.call(message.appliedGeneration) : options.longs === $Number ? new $util.LongBits(message.appliedGeneration.low >>> 0, message.appliedGeneration.high >>> 0).toNumber(true) : message.appliedGeneration;
            return object;
        };

        /**
         * Converts this Hello to JSON.
         * @function toJSON
         * @memberof millwright.Hello
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Hello.prototype.toJSON = function() {
            return Hello.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Hello
         * @function getTypeUrl
         * @memberof millwright.Hello
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Hello.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Hello";
        };

        return Hello;
    })();

    millwright.AttemptHeld = (function() {

        /**
         * Properties of an AttemptHeld.
         * @typedef {Object} millwright.AttemptHeld.$Properties
         * @property {string|null} [attempt] AttemptHeld attempt
         * @property {string|null} [state] AttemptHeld state
         * @property {string|null} [exitJson] AttemptHeld exitJson
         * @property {string|null} [jobName] AttemptHeld jobName
         * @property {number|null} [cpus] AttemptHeld cpus
         * @property {number|null} [memoryMb] AttemptHeld memoryMb
         * @property {Array.<string>|null} [gpus] AttemptHeld gpus
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AttemptHeld.
         * @memberof millwright
         * @interface IAttemptHeld
         * @augments millwright.AttemptHeld.$Properties
         * @deprecated Use millwright.AttemptHeld.$Properties instead.
         */

        /**
         * Shape of an AttemptHeld.
         * @typedef {millwright.AttemptHeld.$Properties} millwright.AttemptHeld.$Shape
         */

        /**
         * Constructs a new AttemptHeld.
         * @memberof millwright
         * @classdesc Represents an AttemptHeld.
         * @constructor
         * @param {millwright.AttemptHeld.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AttemptHeld = function (properties) {
            this.gpus = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AttemptHeld attempt.
         * @member {string} attempt
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.attempt = "";

        /**
         * AttemptHeld state.
         * @member {string} state
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.state = "";

        /**
         * AttemptHeld exitJson.
         * @member {string} exitJson
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.exitJson = "";

        /**
         * AttemptHeld jobName.
         * @member {string} jobName
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.jobName = "";

        /**
         * AttemptHeld cpus.
         * @member {number} cpus
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.cpus = 0;

        /**
         * AttemptHeld memoryMb.
         * @member {number} memoryMb
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.memoryMb = 0;

        /**
         * AttemptHeld gpus.
         * @member {Array.<string>} gpus
         * @memberof millwright.AttemptHeld
         * @instance
         */
        AttemptHeld.prototype.gpus = $util.emptyArray;

        /**
         * Creates a new AttemptHeld instance using the specified properties.
         * @function create
         * @memberof millwright.AttemptHeld
         * @static
         * @param {millwright.AttemptHeld.$Properties=} [properties] Properties to set
         * @returns {millwright.AttemptHeld} AttemptHeld instance
         * @type {{
         *   (properties: millwright.AttemptHeld.$Shape): millwright.AttemptHeld & millwright.AttemptHeld.$Shape;
         *   (properties?: millwright.AttemptHeld.$Properties): millwright.AttemptHeld;
         * }}
         */
        AttemptHeld.create = function(properties) {
            return new AttemptHeld(properties);
        };

        /**
         * Encodes the specified AttemptHeld message. Does not implicitly {@link millwright.AttemptHeld.verify|verify} messages.
         * @function encode
         * @memberof millwright.AttemptHeld
         * @static
         * @param {millwright.AttemptHeld.$Properties} message AttemptHeld message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AttemptHeld.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.state);
            if (message.exitJson != null && $Object.hasOwnProperty.call(message, "exitJson") && message.exitJson !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.exitJson);
            if (message.jobName != null && $Object.hasOwnProperty.call(message, "jobName") && message.jobName !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.jobName);
            if (message.cpus != null && $Object.hasOwnProperty.call(message, "cpus") && message.cpus !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.cpus);
            if (message.memoryMb != null && $Object.hasOwnProperty.call(message, "memoryMb") && message.memoryMb !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.memoryMb);
            if (message.gpus != null && message.gpus.length)
                for (let i = 0; i < message.gpus.length; ++i)
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.gpus[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AttemptHeld message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.AttemptHeld
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.AttemptHeld & millwright.AttemptHeld.$Shape} AttemptHeld
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AttemptHeld.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.AttemptHeld();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.exitJson = value;
                        else
                            delete message.exitJson;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.jobName = value;
                        else
                            delete message.jobName;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.cpus = value;
                        else
                            delete message.cpus;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.memoryMb = value;
                        else
                            delete message.memoryMb;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.gpus && message.gpus.length))
                            message.gpus = [];
                        message.gpus.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AttemptHeld message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.AttemptHeld
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.AttemptHeld} AttemptHeld
         */
        AttemptHeld.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.AttemptHeld)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.AttemptHeld: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.AttemptHeld();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.state != null)
                if (typeof object.state !== "string" || object.state.length)
                    message.state = $String(object.state);
            if (object.exitJson != null)
                if (typeof object.exitJson !== "string" || object.exitJson.length)
                    message.exitJson = $String(object.exitJson);
            if (object.jobName != null)
                if (typeof object.jobName !== "string" || object.jobName.length)
                    message.jobName = $String(object.jobName);
            if (object.cpus != null)
                if ($Number(object.cpus) !== 0)
                    message.cpus = object.cpus >>> 0;
            if (object.memoryMb != null)
                if ($Number(object.memoryMb) !== 0)
                    message.memoryMb = object.memoryMb >>> 0;
            if (object.gpus) {
                if (!$Array.isArray(object.gpus))
                    throw $TypeError(".millwright.AttemptHeld.gpus: array expected");
                message.gpus = $Array(object.gpus.length);
                for (let i = 0; i < object.gpus.length; ++i)
                    message.gpus[i] = $String(object.gpus[i]);
            }
            return message;
        };

        /**
         * Creates a plain object from an AttemptHeld message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.AttemptHeld
         * @static
         * @param {millwright.AttemptHeld} message AttemptHeld
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AttemptHeld.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.gpus = [];
            if (options.defaults) {
                object.attempt = "";
                object.state = "";
                object.exitJson = "";
                object.jobName = "";
                object.cpus = 0;
                object.memoryMb = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                object.state = message.state;
            if (message.exitJson != null && $Object.hasOwnProperty.call(message, "exitJson"))
                object.exitJson = message.exitJson;
            if (message.jobName != null && $Object.hasOwnProperty.call(message, "jobName"))
                object.jobName = message.jobName;
            if (message.cpus != null && $Object.hasOwnProperty.call(message, "cpus"))
                object.cpus = message.cpus;
            if (message.memoryMb != null && $Object.hasOwnProperty.call(message, "memoryMb"))
                object.memoryMb = message.memoryMb;
            if (message.gpus && message.gpus.length) {
                object.gpus = $Array(message.gpus.length);
                for (let j = 0; j < message.gpus.length; ++j)
                    object.gpus[j] = message.gpus[j];
            }
            return object;
        };

        /**
         * Converts this AttemptHeld to JSON.
         * @function toJSON
         * @memberof millwright.AttemptHeld
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AttemptHeld.prototype.toJSON = function() {
            return AttemptHeld.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AttemptHeld
         * @function getTypeUrl
         * @memberof millwright.AttemptHeld
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AttemptHeld.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.AttemptHeld";
        };

        return AttemptHeld;
    })();

    millwright.Welcome = (function() {

        /**
         * Properties of a Welcome.
         * @typedef {Object} millwright.Welcome.$Properties
         * @property {string|null} [host] Welcome host
         * @property {number|null} [protocol] Welcome protocol
         * @property {number|null} [incarnation] Welcome incarnation
         * @property {number|null} [lastFact] Welcome lastFact
         * @property {number|null} [digestMs] Welcome digestMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Welcome.
         * @memberof millwright
         * @interface IWelcome
         * @augments millwright.Welcome.$Properties
         * @deprecated Use millwright.Welcome.$Properties instead.
         */

        /**
         * Shape of a Welcome.
         * @typedef {millwright.Welcome.$Properties} millwright.Welcome.$Shape
         */

        /**
         * Constructs a new Welcome.
         * @memberof millwright
         * @classdesc Represents a Welcome.
         * @constructor
         * @param {millwright.Welcome.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Welcome = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Welcome host.
         * @member {string} host
         * @memberof millwright.Welcome
         * @instance
         */
        Welcome.prototype.host = "";

        /**
         * Welcome protocol.
         * @member {number} protocol
         * @memberof millwright.Welcome
         * @instance
         */
        Welcome.prototype.protocol = 0;

        /**
         * Welcome incarnation.
         * @member {number} incarnation
         * @memberof millwright.Welcome
         * @instance
         */
        Welcome.prototype.incarnation = 0;

        /**
         * Welcome lastFact.
         * @member {number} lastFact
         * @memberof millwright.Welcome
         * @instance
         */
        Welcome.prototype.lastFact = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Welcome digestMs.
         * @member {number} digestMs
         * @memberof millwright.Welcome
         * @instance
         */
        Welcome.prototype.digestMs = 0;

        /**
         * Creates a new Welcome instance using the specified properties.
         * @function create
         * @memberof millwright.Welcome
         * @static
         * @param {millwright.Welcome.$Properties=} [properties] Properties to set
         * @returns {millwright.Welcome} Welcome instance
         * @type {{
         *   (properties: millwright.Welcome.$Shape): millwright.Welcome & millwright.Welcome.$Shape;
         *   (properties?: millwright.Welcome.$Properties): millwright.Welcome;
         * }}
         */
        Welcome.create = function(properties) {
            return new Welcome(properties);
        };

        /**
         * Encodes the specified Welcome message. Does not implicitly {@link millwright.Welcome.verify|verify} messages.
         * @function encode
         * @memberof millwright.Welcome
         * @static
         * @param {millwright.Welcome.$Properties} message Welcome message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Welcome.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.host != null && $Object.hasOwnProperty.call(message, "host") && message.host !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.host);
            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.protocol);
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && message.incarnation !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.incarnation);
            if (message.lastFact != null && $Object.hasOwnProperty.call(message, "lastFact") && (typeof message.lastFact === "object" ? message.lastFact.low || message.lastFact.high : message.lastFact !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.lastFact);
            if (message.digestMs != null && $Object.hasOwnProperty.call(message, "digestMs") && message.digestMs !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.digestMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Welcome message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Welcome
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Welcome & millwright.Welcome.$Shape} Welcome
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Welcome.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Welcome();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.host = value;
                        else
                            delete message.host;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.protocol = value;
                        else
                            delete message.protocol;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastFact = value;
                        else
                            delete message.lastFact;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.digestMs = value;
                        else
                            delete message.digestMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Welcome message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Welcome
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Welcome} Welcome
         */
        Welcome.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Welcome)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Welcome: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Welcome();
            if (object.host != null)
                if (typeof object.host !== "string" || object.host.length)
                    message.host = $String(object.host);
            if (object.protocol != null)
                if ($Number(object.protocol) !== 0)
                    message.protocol = object.protocol >>> 0;
            if (object.incarnation != null)
                if ($Number(object.incarnation) !== 0)
                    message.incarnation = object.incarnation >>> 0;
            if (object.lastFact != null)
                if (typeof object.lastFact === "object" ? object.lastFact.low || object.lastFact.high : $Number(object.lastFact) !== 0)
                    if ($util.Long)
                        message.lastFact = $util.Long.fromValue(object.lastFact, true);
                    else if (typeof object.lastFact === "string")
                        message.lastFact = $parseInt(object.lastFact, 10);
                    else if (typeof object.lastFact === "number")
                        message.lastFact = object.lastFact;
                    else if (typeof object.lastFact === "object")
                        message.lastFact = new $util.LongBits(object.lastFact.low >>> 0, object.lastFact.high >>> 0).toNumber(true);
            if (object.digestMs != null)
                if ($Number(object.digestMs) !== 0)
                    message.digestMs = object.digestMs >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a Welcome message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Welcome
         * @static
         * @param {millwright.Welcome} message Welcome
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Welcome.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.host = "";
                object.protocol = 0;
                object.incarnation = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.lastFact = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.lastFact = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.digestMs = 0;
            }
            if (message.host != null && $Object.hasOwnProperty.call(message, "host"))
                object.host = message.host;
            if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol"))
                object.protocol = message.protocol;
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                object.incarnation = message.incarnation;
            if (message.lastFact != null && $Object.hasOwnProperty.call(message, "lastFact"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.lastFact = typeof message.lastFact === "number" ? $BigInt(message.lastFact) : $util.Long.fromBits(message.lastFact.low >>> 0, message.lastFact.high >>> 0, true).toBigInt();
                else if (typeof message.lastFact === "number")
                    object.lastFact = options.longs === $String ? $String(message.lastFact) : message.lastFact;
                else
                    object.lastFact = options.longs === $String ? $util.Long.prototype.toString.call(message.lastFact) : options.longs === $Number ? new $util.LongBits(message.lastFact.low >>> 0, message.lastFact.high >>> 0).toNumber(true) : message.lastFact;
            if (message.digestMs != null && $Object.hasOwnProperty.call(message, "digestMs"))
                object.digestMs = message.digestMs;
            return object;
        };

        /**
         * Converts this Welcome to JSON.
         * @function toJSON
         * @memberof millwright.Welcome
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Welcome.prototype.toJSON = function() {
            return Welcome.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Welcome
         * @function getTypeUrl
         * @memberof millwright.Welcome
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Welcome.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Welcome";
        };

        return Welcome;
    })();

    millwright.Refused = (function() {

        /**
         * Properties of a Refused.
         * @typedef {Object} millwright.Refused.$Properties
         * @property {string|null} [code] Refused code
         * @property {string|null} [reason] Refused reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Refused.
         * @memberof millwright
         * @interface IRefused
         * @augments millwright.Refused.$Properties
         * @deprecated Use millwright.Refused.$Properties instead.
         */

        /**
         * Shape of a Refused.
         * @typedef {millwright.Refused.$Properties} millwright.Refused.$Shape
         */

        /**
         * Constructs a new Refused.
         * @memberof millwright
         * @classdesc Represents a Refused.
         * @constructor
         * @param {millwright.Refused.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Refused = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Refused code.
         * @member {string} code
         * @memberof millwright.Refused
         * @instance
         */
        Refused.prototype.code = "";

        /**
         * Refused reason.
         * @member {string} reason
         * @memberof millwright.Refused
         * @instance
         */
        Refused.prototype.reason = "";

        /**
         * Creates a new Refused instance using the specified properties.
         * @function create
         * @memberof millwright.Refused
         * @static
         * @param {millwright.Refused.$Properties=} [properties] Properties to set
         * @returns {millwright.Refused} Refused instance
         * @type {{
         *   (properties: millwright.Refused.$Shape): millwright.Refused & millwright.Refused.$Shape;
         *   (properties?: millwright.Refused.$Properties): millwright.Refused;
         * }}
         */
        Refused.create = function(properties) {
            return new Refused(properties);
        };

        /**
         * Encodes the specified Refused message. Does not implicitly {@link millwright.Refused.verify|verify} messages.
         * @function encode
         * @memberof millwright.Refused
         * @static
         * @param {millwright.Refused.$Properties} message Refused message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Refused.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Refused message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Refused
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Refused & millwright.Refused.$Shape} Refused
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Refused.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Refused();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Refused message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Refused
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Refused} Refused
         */
        Refused.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Refused)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Refused: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Refused();
            if (object.code != null)
                if (typeof object.code !== "string" || object.code.length)
                    message.code = $String(object.code);
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            return message;
        };

        /**
         * Creates a plain object from a Refused message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Refused
         * @static
         * @param {millwright.Refused} message Refused
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Refused.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.code = "";
                object.reason = "";
            }
            if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                object.code = message.code;
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            return object;
        };

        /**
         * Converts this Refused to JSON.
         * @function toJSON
         * @memberof millwright.Refused
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Refused.prototype.toJSON = function() {
            return Refused.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Refused
         * @function getTypeUrl
         * @memberof millwright.Refused
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Refused.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Refused";
        };

        return Refused;
    })();

    millwright.FactBatch = (function() {

        /**
         * Properties of a FactBatch.
         * @typedef {Object} millwright.FactBatch.$Properties
         * @property {string|null} [spool] FactBatch spool
         * @property {Array.<millwright.Fact.$Properties>|null} [facts] FactBatch facts
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FactBatch.
         * @memberof millwright
         * @interface IFactBatch
         * @augments millwright.FactBatch.$Properties
         * @deprecated Use millwright.FactBatch.$Properties instead.
         */

        /**
         * Shape of a FactBatch.
         * @typedef {{
         *   spool?: string|null;
         *   facts?: Array.<millwright.Fact.$Shape>|null;
         *   $unknowns?: Array.<Uint8Array>;
         * }} millwright.FactBatch.$Shape
         */

        /**
         * Constructs a new FactBatch.
         * @memberof millwright
         * @classdesc Represents a FactBatch.
         * @constructor
         * @param {millwright.FactBatch.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FactBatch = function (properties) {
            this.facts = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FactBatch spool.
         * @member {string} spool
         * @memberof millwright.FactBatch
         * @instance
         */
        FactBatch.prototype.spool = "";

        /**
         * FactBatch facts.
         * @member {Array.<millwright.Fact.$Properties>} facts
         * @memberof millwright.FactBatch
         * @instance
         */
        FactBatch.prototype.facts = $util.emptyArray;

        /**
         * Creates a new FactBatch instance using the specified properties.
         * @function create
         * @memberof millwright.FactBatch
         * @static
         * @param {millwright.FactBatch.$Properties=} [properties] Properties to set
         * @returns {millwright.FactBatch} FactBatch instance
         * @type {{
         *   (properties: millwright.FactBatch.$Shape): millwright.FactBatch & millwright.FactBatch.$Shape;
         *   (properties?: millwright.FactBatch.$Properties): millwright.FactBatch;
         * }}
         */
        FactBatch.create = function(properties) {
            return new FactBatch(properties);
        };

        /**
         * Encodes the specified FactBatch message. Does not implicitly {@link millwright.FactBatch.verify|verify} messages.
         * @function encode
         * @memberof millwright.FactBatch
         * @static
         * @param {millwright.FactBatch.$Properties} message FactBatch message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FactBatch.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool") && message.spool !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.spool);
            if (message.facts != null && message.facts.length)
                for (let i = 0; i < message.facts.length; ++i)
                    $root.millwright.Fact.encode(message.facts[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FactBatch message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.FactBatch
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.FactBatch & millwright.FactBatch.$Shape} FactBatch
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FactBatch.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.FactBatch();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.spool = value;
                        else
                            delete message.spool;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.facts && message.facts.length))
                            message.facts = [];
                        message.facts.push($root.millwright.Fact.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a FactBatch message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.FactBatch
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.FactBatch} FactBatch
         */
        FactBatch.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.FactBatch)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.FactBatch: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.FactBatch();
            if (object.spool != null)
                if (typeof object.spool !== "string" || object.spool.length)
                    message.spool = $String(object.spool);
            if (object.facts) {
                if (!$Array.isArray(object.facts))
                    throw $TypeError(".millwright.FactBatch.facts: array expected");
                message.facts = $Array(object.facts.length);
                for (let i = 0; i < object.facts.length; ++i) {
                    if (!$util.isObject(object.facts[i]))
                        throw $TypeError(".millwright.FactBatch.facts: object expected");
                    message.facts[i] = $root.millwright.Fact.fromObject(object.facts[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a FactBatch message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.FactBatch
         * @static
         * @param {millwright.FactBatch} message FactBatch
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        FactBatch.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.facts = [];
            if (options.defaults)
                object.spool = "";
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool"))
                object.spool = message.spool;
            if (message.facts && message.facts.length) {
                object.facts = $Array(message.facts.length);
                for (let j = 0; j < message.facts.length; ++j)
                    object.facts[j] = $root.millwright.Fact.toObject(message.facts[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this FactBatch to JSON.
         * @function toJSON
         * @memberof millwright.FactBatch
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        FactBatch.prototype.toJSON = function() {
            return FactBatch.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for FactBatch
         * @function getTypeUrl
         * @memberof millwright.FactBatch
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        FactBatch.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.FactBatch";
        };

        return FactBatch;
    })();

    millwright.Fact = (function() {

        /**
         * Properties of a Fact.
         * @typedef {Object} millwright.Fact.$Properties
         * @property {number|null} [number] Fact number
         * @property {millwright.AttemptStarted.$Properties|null} [started] Fact started
         * @property {millwright.AttemptEnded.$Properties|null} [ended] Fact ended
         * @property {millwright.ShardResults.$Properties|null} [results] Fact results
         * @property {millwright.ReplicaState.$Properties|null} [replica] Fact replica
         * @property {millwright.SpoolReset.$Properties|null} [spoolReset] Fact spoolReset
         * @property {millwright.InventoryChanged.$Properties|null} [inventory] Fact inventory
         * @property {millwright.KernelEvents.$Properties|null} [kernel] Fact kernel
         * @property {millwright.CheckDone.$Properties|null} [checkDone] Fact checkDone
         * @property {millwright.CheckpointDone.$Properties|null} [checkpoint] Fact checkpoint
         * @property {millwright.DiskOver.$Properties|null} [diskOver] Fact diskOver
         * @property {millwright.GpuHandles.$Properties|null} [gpuHandles] Fact gpuHandles
         * @property {millwright.CheckpointsDeleted.$Properties|null} [checkpointsDeleted] Fact checkpointsDeleted
         * @property {"started"|"ended"|"results"|"replica"|"spoolReset"|"inventory"|"kernel"|"checkDone"|"checkpoint"|"diskOver"|"gpuHandles"|"checkpointsDeleted"} [body] Fact body
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Fact.
         * @memberof millwright
         * @interface IFact
         * @augments millwright.Fact.$Properties
         * @deprecated Use millwright.Fact.$Properties instead.
         */

        /**
         * Narrowed shape of a Fact.
         * @typedef {{
         *   number?: number|null;
         *   started?: millwright.AttemptStarted.$Shape|null;
         *   ended?: millwright.AttemptEnded.$Shape|null;
         *   results?: millwright.ShardResults.$Shape|null;
         *   replica?: millwright.ReplicaState.$Shape|null;
         *   spoolReset?: millwright.SpoolReset.$Shape|null;
         *   inventory?: millwright.InventoryChanged.$Shape|null;
         *   kernel?: millwright.KernelEvents.$Shape|null;
         *   checkDone?: millwright.CheckDone.$Shape|null;
         *   checkpoint?: millwright.CheckpointDone.$Shape|null;
         *   diskOver?: millwright.DiskOver.$Shape|null;
         *   gpuHandles?: millwright.GpuHandles.$Shape|null;
         *   checkpointsDeleted?: millwright.CheckpointsDeleted.$Shape|null;
         *   $unknowns?: Array.<Uint8Array>;
         * } & (
         *   ({ body?: undefined; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "started"; started: millwright.AttemptStarted.$Shape; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "ended"; started?: null; ended: millwright.AttemptEnded.$Shape; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "results"; started?: null; ended?: null; results: millwright.ShardResults.$Shape; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "replica"; started?: null; ended?: null; results?: null; replica: millwright.ReplicaState.$Shape; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "spoolReset"; started?: null; ended?: null; results?: null; replica?: null; spoolReset: millwright.SpoolReset.$Shape; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "inventory"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory: millwright.InventoryChanged.$Shape; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "kernel"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel: millwright.KernelEvents.$Shape; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "checkDone"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone: millwright.CheckDone.$Shape; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "checkpoint"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint: millwright.CheckpointDone.$Shape; diskOver?: null; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "diskOver"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver: millwright.DiskOver.$Shape; gpuHandles?: null; checkpointsDeleted?: null }|{ body?: "gpuHandles"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles: millwright.GpuHandles.$Shape; checkpointsDeleted?: null }|{ body?: "checkpointsDeleted"; started?: null; ended?: null; results?: null; replica?: null; spoolReset?: null; inventory?: null; kernel?: null; checkDone?: null; checkpoint?: null; diskOver?: null; gpuHandles?: null; checkpointsDeleted: millwright.CheckpointsDeleted.$Shape })
         * )} millwright.Fact.$Shape
         */

        /**
         * Constructs a new Fact.
         * @memberof millwright
         * @classdesc Represents a Fact.
         * @constructor
         * @param {millwright.Fact.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Fact = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Fact number.
         * @member {number} number
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Fact started.
         * @member {millwright.AttemptStarted.$Properties|null|undefined} started
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.started = null;

        /**
         * Fact ended.
         * @member {millwright.AttemptEnded.$Properties|null|undefined} ended
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.ended = null;

        /**
         * Fact results.
         * @member {millwright.ShardResults.$Properties|null|undefined} results
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.results = null;

        /**
         * Fact replica.
         * @member {millwright.ReplicaState.$Properties|null|undefined} replica
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.replica = null;

        /**
         * Fact spoolReset.
         * @member {millwright.SpoolReset.$Properties|null|undefined} spoolReset
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.spoolReset = null;

        /**
         * Fact inventory.
         * @member {millwright.InventoryChanged.$Properties|null|undefined} inventory
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.inventory = null;

        /**
         * Fact kernel.
         * @member {millwright.KernelEvents.$Properties|null|undefined} kernel
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.kernel = null;

        /**
         * Fact checkDone.
         * @member {millwright.CheckDone.$Properties|null|undefined} checkDone
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.checkDone = null;

        /**
         * Fact checkpoint.
         * @member {millwright.CheckpointDone.$Properties|null|undefined} checkpoint
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.checkpoint = null;

        /**
         * Fact diskOver.
         * @member {millwright.DiskOver.$Properties|null|undefined} diskOver
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.diskOver = null;

        /**
         * Fact gpuHandles.
         * @member {millwright.GpuHandles.$Properties|null|undefined} gpuHandles
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.gpuHandles = null;

        /**
         * Fact checkpointsDeleted.
         * @member {millwright.CheckpointsDeleted.$Properties|null|undefined} checkpointsDeleted
         * @memberof millwright.Fact
         * @instance
         */
        Fact.prototype.checkpointsDeleted = null;

        // OneOf field names bound to virtual getters and setters
        let $oneOfFields;

        /**
         * Fact body.
         * @member {"started"|"ended"|"results"|"replica"|"spoolReset"|"inventory"|"kernel"|"checkDone"|"checkpoint"|"diskOver"|"gpuHandles"|"checkpointsDeleted"|undefined} body
         * @memberof millwright.Fact
         * @instance
         */
        $Object.defineProperty(Fact.prototype, "body", {
            get: $util.oneOfGetter($oneOfFields = ["started", "ended", "results", "replica", "spoolReset", "inventory", "kernel", "checkDone", "checkpoint", "diskOver", "gpuHandles", "checkpointsDeleted"]),
            set: $util.oneOfSetter($oneOfFields)
        });

        /**
         * Creates a new Fact instance using the specified properties.
         * @function create
         * @memberof millwright.Fact
         * @static
         * @param {millwright.Fact.$Properties=} [properties] Properties to set
         * @returns {millwright.Fact} Fact instance
         * @type {{
         *   (properties: millwright.Fact.$Shape): millwright.Fact & millwright.Fact.$Shape;
         *   (properties?: millwright.Fact.$Properties): millwright.Fact;
         * }}
         */
        Fact.create = function(properties) {
            return new Fact(properties);
        };

        /**
         * Encodes the specified Fact message. Does not implicitly {@link millwright.Fact.verify|verify} messages.
         * @function encode
         * @memberof millwright.Fact
         * @static
         * @param {millwright.Fact.$Properties} message Fact message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Fact.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.number);
            if (message.started != null && $Object.hasOwnProperty.call(message, "started"))
                $root.millwright.AttemptStarted.encode(message.started, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.ended != null && $Object.hasOwnProperty.call(message, "ended"))
                $root.millwright.AttemptEnded.encode(message.ended, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.results != null && $Object.hasOwnProperty.call(message, "results"))
                $root.millwright.ShardResults.encode(message.results, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.replica != null && $Object.hasOwnProperty.call(message, "replica"))
                $root.millwright.ReplicaState.encode(message.replica, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.spoolReset != null && $Object.hasOwnProperty.call(message, "spoolReset"))
                $root.millwright.SpoolReset.encode(message.spoolReset, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.inventory != null && $Object.hasOwnProperty.call(message, "inventory"))
                $root.millwright.InventoryChanged.encode(message.inventory, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel"))
                $root.millwright.KernelEvents.encode(message.kernel, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
            if (message.checkDone != null && $Object.hasOwnProperty.call(message, "checkDone"))
                $root.millwright.CheckDone.encode(message.checkDone, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
            if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint"))
                $root.millwright.CheckpointDone.encode(message.checkpoint, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.diskOver != null && $Object.hasOwnProperty.call(message, "diskOver"))
                $root.millwright.DiskOver.encode(message.diskOver, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.gpuHandles != null && $Object.hasOwnProperty.call(message, "gpuHandles"))
                $root.millwright.GpuHandles.encode(message.gpuHandles, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.checkpointsDeleted != null && $Object.hasOwnProperty.call(message, "checkpointsDeleted"))
                $root.millwright.CheckpointsDeleted.encode(message.checkpointsDeleted, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Fact message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Fact
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Fact & millwright.Fact.$Shape} Fact
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Fact.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Fact();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        message.started = $root.millwright.AttemptStarted.decode(reader, reader.size(), $undefined, _depth + 1, message.started);
                        message.body = "started";
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        message.ended = $root.millwright.AttemptEnded.decode(reader, reader.size(), $undefined, _depth + 1, message.ended);
                        message.body = "ended";
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        message.results = $root.millwright.ShardResults.decode(reader, reader.size(), $undefined, _depth + 1, message.results);
                        message.body = "results";
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        message.replica = $root.millwright.ReplicaState.decode(reader, reader.size(), $undefined, _depth + 1, message.replica);
                        message.body = "replica";
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        message.spoolReset = $root.millwright.SpoolReset.decode(reader, reader.size(), $undefined, _depth + 1, message.spoolReset);
                        message.body = "spoolReset";
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        message.inventory = $root.millwright.InventoryChanged.decode(reader, reader.size(), $undefined, _depth + 1, message.inventory);
                        message.body = "inventory";
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        message.kernel = $root.millwright.KernelEvents.decode(reader, reader.size(), $undefined, _depth + 1, message.kernel);
                        message.body = "kernel";
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        message.checkDone = $root.millwright.CheckDone.decode(reader, reader.size(), $undefined, _depth + 1, message.checkDone);
                        message.body = "checkDone";
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        message.checkpoint = $root.millwright.CheckpointDone.decode(reader, reader.size(), $undefined, _depth + 1, message.checkpoint);
                        message.body = "checkpoint";
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        message.diskOver = $root.millwright.DiskOver.decode(reader, reader.size(), $undefined, _depth + 1, message.diskOver);
                        message.body = "diskOver";
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        message.gpuHandles = $root.millwright.GpuHandles.decode(reader, reader.size(), $undefined, _depth + 1, message.gpuHandles);
                        message.body = "gpuHandles";
                        continue;
                    }
                case 13: {
                        if (wireType !== 2)
                            break;
                        message.checkpointsDeleted = $root.millwright.CheckpointsDeleted.decode(reader, reader.size(), $undefined, _depth + 1, message.checkpointsDeleted);
                        message.body = "checkpointsDeleted";
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Fact message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Fact
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Fact} Fact
         */
        Fact.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Fact)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Fact: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Fact();
            if (object.number != null)
                if (typeof object.number === "object" ? object.number.low || object.number.high : $Number(object.number) !== 0)
                    if ($util.Long)
                        message.number = $util.Long.fromValue(object.number, true);
                    else if (typeof object.number === "string")
                        message.number = $parseInt(object.number, 10);
                    else if (typeof object.number === "number")
                        message.number = object.number;
                    else if (typeof object.number === "object")
                        message.number = new $util.LongBits(object.number.low >>> 0, object.number.high >>> 0).toNumber(true);
            if (object.started != null) {
                if (!$util.isObject(object.started))
                    throw $TypeError(".millwright.Fact.started: object expected");
                message.started = $root.millwright.AttemptStarted.fromObject(object.started, _depth + 1);
            }
            if (object.ended != null) {
                if (!$util.isObject(object.ended))
                    throw $TypeError(".millwright.Fact.ended: object expected");
                message.ended = $root.millwright.AttemptEnded.fromObject(object.ended, _depth + 1);
            }
            if (object.results != null) {
                if (!$util.isObject(object.results))
                    throw $TypeError(".millwright.Fact.results: object expected");
                message.results = $root.millwright.ShardResults.fromObject(object.results, _depth + 1);
            }
            if (object.replica != null) {
                if (!$util.isObject(object.replica))
                    throw $TypeError(".millwright.Fact.replica: object expected");
                message.replica = $root.millwright.ReplicaState.fromObject(object.replica, _depth + 1);
            }
            if (object.spoolReset != null) {
                if (!$util.isObject(object.spoolReset))
                    throw $TypeError(".millwright.Fact.spoolReset: object expected");
                message.spoolReset = $root.millwright.SpoolReset.fromObject(object.spoolReset, _depth + 1);
            }
            if (object.inventory != null) {
                if (!$util.isObject(object.inventory))
                    throw $TypeError(".millwright.Fact.inventory: object expected");
                message.inventory = $root.millwright.InventoryChanged.fromObject(object.inventory, _depth + 1);
            }
            if (object.kernel != null) {
                if (!$util.isObject(object.kernel))
                    throw $TypeError(".millwright.Fact.kernel: object expected");
                message.kernel = $root.millwright.KernelEvents.fromObject(object.kernel, _depth + 1);
            }
            if (object.checkDone != null) {
                if (!$util.isObject(object.checkDone))
                    throw $TypeError(".millwright.Fact.checkDone: object expected");
                message.checkDone = $root.millwright.CheckDone.fromObject(object.checkDone, _depth + 1);
            }
            if (object.checkpoint != null) {
                if (!$util.isObject(object.checkpoint))
                    throw $TypeError(".millwright.Fact.checkpoint: object expected");
                message.checkpoint = $root.millwright.CheckpointDone.fromObject(object.checkpoint, _depth + 1);
            }
            if (object.diskOver != null) {
                if (!$util.isObject(object.diskOver))
                    throw $TypeError(".millwright.Fact.diskOver: object expected");
                message.diskOver = $root.millwright.DiskOver.fromObject(object.diskOver, _depth + 1);
            }
            if (object.gpuHandles != null) {
                if (!$util.isObject(object.gpuHandles))
                    throw $TypeError(".millwright.Fact.gpuHandles: object expected");
                message.gpuHandles = $root.millwright.GpuHandles.fromObject(object.gpuHandles, _depth + 1);
            }
            if (object.checkpointsDeleted != null) {
                if (!$util.isObject(object.checkpointsDeleted))
                    throw $TypeError(".millwright.Fact.checkpointsDeleted: object expected");
                message.checkpointsDeleted = $root.millwright.CheckpointsDeleted.fromObject(object.checkpointsDeleted, _depth + 1);
            }
            return message;
        };

        /**
         * Creates a plain object from a Fact message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Fact
         * @static
         * @param {millwright.Fact} message Fact
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Fact.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.number = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.number = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.number = typeof message.number === "number" ? $BigInt(message.number) : $util.Long.fromBits(message.number.low >>> 0, message.number.high >>> 0, true).toBigInt();
                else if (typeof message.number === "number")
                    object.number = options.longs === $String ? $String(message.number) : message.number;
                else
                    object.number = options.longs === $String ? $util.Long.prototype.toString.call(message.number) : options.longs === $Number ? new $util.LongBits(message.number.low >>> 0, message.number.high >>> 0).toNumber(true) : message.number;
            if (message.started != null && $Object.hasOwnProperty.call(message, "started")) {
                object.started = $root.millwright.AttemptStarted.toObject(message.started, options, _depth + 1);
                if (options.oneofs)
                    object.body = "started";
            }
            if (message.ended != null && $Object.hasOwnProperty.call(message, "ended")) {
                object.ended = $root.millwright.AttemptEnded.toObject(message.ended, options, _depth + 1);
                if (options.oneofs)
                    object.body = "ended";
            }
            if (message.results != null && $Object.hasOwnProperty.call(message, "results")) {
                object.results = $root.millwright.ShardResults.toObject(message.results, options, _depth + 1);
                if (options.oneofs)
                    object.body = "results";
            }
            if (message.replica != null && $Object.hasOwnProperty.call(message, "replica")) {
                object.replica = $root.millwright.ReplicaState.toObject(message.replica, options, _depth + 1);
                if (options.oneofs)
                    object.body = "replica";
            }
            if (message.spoolReset != null && $Object.hasOwnProperty.call(message, "spoolReset")) {
                object.spoolReset = $root.millwright.SpoolReset.toObject(message.spoolReset, options, _depth + 1);
                if (options.oneofs)
                    object.body = "spoolReset";
            }
            if (message.inventory != null && $Object.hasOwnProperty.call(message, "inventory")) {
                object.inventory = $root.millwright.InventoryChanged.toObject(message.inventory, options, _depth + 1);
                if (options.oneofs)
                    object.body = "inventory";
            }
            if (message.kernel != null && $Object.hasOwnProperty.call(message, "kernel")) {
                object.kernel = $root.millwright.KernelEvents.toObject(message.kernel, options, _depth + 1);
                if (options.oneofs)
                    object.body = "kernel";
            }
            if (message.checkDone != null && $Object.hasOwnProperty.call(message, "checkDone")) {
                object.checkDone = $root.millwright.CheckDone.toObject(message.checkDone, options, _depth + 1);
                if (options.oneofs)
                    object.body = "checkDone";
            }
            if (message.checkpoint != null && $Object.hasOwnProperty.call(message, "checkpoint")) {
                object.checkpoint = $root.millwright.CheckpointDone.toObject(message.checkpoint, options, _depth + 1);
                if (options.oneofs)
                    object.body = "checkpoint";
            }
            if (message.diskOver != null && $Object.hasOwnProperty.call(message, "diskOver")) {
                object.diskOver = $root.millwright.DiskOver.toObject(message.diskOver, options, _depth + 1);
                if (options.oneofs)
                    object.body = "diskOver";
            }
            if (message.gpuHandles != null && $Object.hasOwnProperty.call(message, "gpuHandles")) {
                object.gpuHandles = $root.millwright.GpuHandles.toObject(message.gpuHandles, options, _depth + 1);
                if (options.oneofs)
                    object.body = "gpuHandles";
            }
            if (message.checkpointsDeleted != null && $Object.hasOwnProperty.call(message, "checkpointsDeleted")) {
                object.checkpointsDeleted = $root.millwright.CheckpointsDeleted.toObject(message.checkpointsDeleted, options, _depth + 1);
                if (options.oneofs)
                    object.body = "checkpointsDeleted";
            }
            return object;
        };

        /**
         * Converts this Fact to JSON.
         * @function toJSON
         * @memberof millwright.Fact
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Fact.prototype.toJSON = function() {
            return Fact.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Fact
         * @function getTypeUrl
         * @memberof millwright.Fact
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Fact.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Fact";
        };

        return Fact;
    })();

    millwright.DiskOver = (function() {

        /**
         * Properties of a DiskOver.
         * @typedef {Object} millwright.DiskOver.$Properties
         * @property {string|null} [attempt] DiskOver attempt
         * @property {number|null} [usedMb] DiskOver usedMb
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiskOver.
         * @memberof millwright
         * @interface IDiskOver
         * @augments millwright.DiskOver.$Properties
         * @deprecated Use millwright.DiskOver.$Properties instead.
         */

        /**
         * Shape of a DiskOver.
         * @typedef {millwright.DiskOver.$Properties} millwright.DiskOver.$Shape
         */

        /**
         * Constructs a new DiskOver.
         * @memberof millwright
         * @classdesc Represents a DiskOver.
         * @constructor
         * @param {millwright.DiskOver.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiskOver = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiskOver attempt.
         * @member {string} attempt
         * @memberof millwright.DiskOver
         * @instance
         */
        DiskOver.prototype.attempt = "";

        /**
         * DiskOver usedMb.
         * @member {number} usedMb
         * @memberof millwright.DiskOver
         * @instance
         */
        DiskOver.prototype.usedMb = 0;

        /**
         * Creates a new DiskOver instance using the specified properties.
         * @function create
         * @memberof millwright.DiskOver
         * @static
         * @param {millwright.DiskOver.$Properties=} [properties] Properties to set
         * @returns {millwright.DiskOver} DiskOver instance
         * @type {{
         *   (properties: millwright.DiskOver.$Shape): millwright.DiskOver & millwright.DiskOver.$Shape;
         *   (properties?: millwright.DiskOver.$Properties): millwright.DiskOver;
         * }}
         */
        DiskOver.create = function(properties) {
            return new DiskOver(properties);
        };

        /**
         * Encodes the specified DiskOver message. Does not implicitly {@link millwright.DiskOver.verify|verify} messages.
         * @function encode
         * @memberof millwright.DiskOver
         * @static
         * @param {millwright.DiskOver.$Properties} message DiskOver message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiskOver.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.usedMb != null && $Object.hasOwnProperty.call(message, "usedMb") && message.usedMb !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.usedMb);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiskOver message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.DiskOver
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.DiskOver & millwright.DiskOver.$Shape} DiskOver
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiskOver.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.DiskOver();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.usedMb = value;
                        else
                            delete message.usedMb;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DiskOver message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.DiskOver
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.DiskOver} DiskOver
         */
        DiskOver.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.DiskOver)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.DiskOver: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.DiskOver();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.usedMb != null)
                if ($Number(object.usedMb) !== 0)
                    message.usedMb = object.usedMb >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a DiskOver message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.DiskOver
         * @static
         * @param {millwright.DiskOver} message DiskOver
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DiskOver.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.usedMb = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.usedMb != null && $Object.hasOwnProperty.call(message, "usedMb"))
                object.usedMb = message.usedMb;
            return object;
        };

        /**
         * Converts this DiskOver to JSON.
         * @function toJSON
         * @memberof millwright.DiskOver
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DiskOver.prototype.toJSON = function() {
            return DiskOver.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DiskOver
         * @function getTypeUrl
         * @memberof millwright.DiskOver
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DiskOver.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.DiskOver";
        };

        return DiskOver;
    })();

    millwright.GpuHandles = (function() {

        /**
         * Properties of a GpuHandles.
         * @typedef {Object} millwright.GpuHandles.$Properties
         * @property {boolean|null} [released] GpuHandles released
         * @property {Array.<string>|null} [holders] GpuHandles holders
         * @property {string|null} [inventoryJson] GpuHandles inventoryJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a GpuHandles.
         * @memberof millwright
         * @interface IGpuHandles
         * @augments millwright.GpuHandles.$Properties
         * @deprecated Use millwright.GpuHandles.$Properties instead.
         */

        /**
         * Shape of a GpuHandles.
         * @typedef {millwright.GpuHandles.$Properties} millwright.GpuHandles.$Shape
         */

        /**
         * Constructs a new GpuHandles.
         * @memberof millwright
         * @classdesc Represents a GpuHandles.
         * @constructor
         * @param {millwright.GpuHandles.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const GpuHandles = function (properties) {
            this.holders = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * GpuHandles released.
         * @member {boolean} released
         * @memberof millwright.GpuHandles
         * @instance
         */
        GpuHandles.prototype.released = false;

        /**
         * GpuHandles holders.
         * @member {Array.<string>} holders
         * @memberof millwright.GpuHandles
         * @instance
         */
        GpuHandles.prototype.holders = $util.emptyArray;

        /**
         * GpuHandles inventoryJson.
         * @member {string} inventoryJson
         * @memberof millwright.GpuHandles
         * @instance
         */
        GpuHandles.prototype.inventoryJson = "";

        /**
         * Creates a new GpuHandles instance using the specified properties.
         * @function create
         * @memberof millwright.GpuHandles
         * @static
         * @param {millwright.GpuHandles.$Properties=} [properties] Properties to set
         * @returns {millwright.GpuHandles} GpuHandles instance
         * @type {{
         *   (properties: millwright.GpuHandles.$Shape): millwright.GpuHandles & millwright.GpuHandles.$Shape;
         *   (properties?: millwright.GpuHandles.$Properties): millwright.GpuHandles;
         * }}
         */
        GpuHandles.create = function(properties) {
            return new GpuHandles(properties);
        };

        /**
         * Encodes the specified GpuHandles message. Does not implicitly {@link millwright.GpuHandles.verify|verify} messages.
         * @function encode
         * @memberof millwright.GpuHandles
         * @static
         * @param {millwright.GpuHandles.$Properties} message GpuHandles message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        GpuHandles.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.released != null && $Object.hasOwnProperty.call(message, "released") && message.released !== false)
                writer.uint32(/* id 1, wireType 0 =*/8).bool(message.released);
            if (message.holders != null && message.holders.length)
                for (let i = 0; i < message.holders.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.holders[i]);
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson") && message.inventoryJson !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.inventoryJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a GpuHandles message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.GpuHandles
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.GpuHandles & millwright.GpuHandles.$Shape} GpuHandles
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        GpuHandles.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.GpuHandles();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.released = value;
                        else
                            delete message.released;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.holders && message.holders.length))
                            message.holders = [];
                        message.holders.push(reader.stringVerify());
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.inventoryJson = value;
                        else
                            delete message.inventoryJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a GpuHandles message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.GpuHandles
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.GpuHandles} GpuHandles
         */
        GpuHandles.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.GpuHandles)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.GpuHandles: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.GpuHandles();
            if (object.released != null)
                if (object.released)
                    message.released = $Boolean(object.released);
            if (object.holders) {
                if (!$Array.isArray(object.holders))
                    throw $TypeError(".millwright.GpuHandles.holders: array expected");
                message.holders = $Array(object.holders.length);
                for (let i = 0; i < object.holders.length; ++i)
                    message.holders[i] = $String(object.holders[i]);
            }
            if (object.inventoryJson != null)
                if (typeof object.inventoryJson !== "string" || object.inventoryJson.length)
                    message.inventoryJson = $String(object.inventoryJson);
            return message;
        };

        /**
         * Creates a plain object from a GpuHandles message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.GpuHandles
         * @static
         * @param {millwright.GpuHandles} message GpuHandles
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        GpuHandles.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.holders = [];
            if (options.defaults) {
                object.released = false;
                object.inventoryJson = "";
            }
            if (message.released != null && $Object.hasOwnProperty.call(message, "released"))
                object.released = message.released;
            if (message.holders && message.holders.length) {
                object.holders = $Array(message.holders.length);
                for (let j = 0; j < message.holders.length; ++j)
                    object.holders[j] = message.holders[j];
            }
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson"))
                object.inventoryJson = message.inventoryJson;
            return object;
        };

        /**
         * Converts this GpuHandles to JSON.
         * @function toJSON
         * @memberof millwright.GpuHandles
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        GpuHandles.prototype.toJSON = function() {
            return GpuHandles.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for GpuHandles
         * @function getTypeUrl
         * @memberof millwright.GpuHandles
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        GpuHandles.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.GpuHandles";
        };

        return GpuHandles;
    })();

    millwright.InventoryChanged = (function() {

        /**
         * Properties of an InventoryChanged.
         * @typedef {Object} millwright.InventoryChanged.$Properties
         * @property {string|null} [inventoryJson] InventoryChanged inventoryJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an InventoryChanged.
         * @memberof millwright
         * @interface IInventoryChanged
         * @augments millwright.InventoryChanged.$Properties
         * @deprecated Use millwright.InventoryChanged.$Properties instead.
         */

        /**
         * Shape of an InventoryChanged.
         * @typedef {millwright.InventoryChanged.$Properties} millwright.InventoryChanged.$Shape
         */

        /**
         * Constructs a new InventoryChanged.
         * @memberof millwright
         * @classdesc Represents an InventoryChanged.
         * @constructor
         * @param {millwright.InventoryChanged.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const InventoryChanged = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * InventoryChanged inventoryJson.
         * @member {string} inventoryJson
         * @memberof millwright.InventoryChanged
         * @instance
         */
        InventoryChanged.prototype.inventoryJson = "";

        /**
         * Creates a new InventoryChanged instance using the specified properties.
         * @function create
         * @memberof millwright.InventoryChanged
         * @static
         * @param {millwright.InventoryChanged.$Properties=} [properties] Properties to set
         * @returns {millwright.InventoryChanged} InventoryChanged instance
         * @type {{
         *   (properties: millwright.InventoryChanged.$Shape): millwright.InventoryChanged & millwright.InventoryChanged.$Shape;
         *   (properties?: millwright.InventoryChanged.$Properties): millwright.InventoryChanged;
         * }}
         */
        InventoryChanged.create = function(properties) {
            return new InventoryChanged(properties);
        };

        /**
         * Encodes the specified InventoryChanged message. Does not implicitly {@link millwright.InventoryChanged.verify|verify} messages.
         * @function encode
         * @memberof millwright.InventoryChanged
         * @static
         * @param {millwright.InventoryChanged.$Properties} message InventoryChanged message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        InventoryChanged.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson") && message.inventoryJson !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.inventoryJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an InventoryChanged message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.InventoryChanged
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.InventoryChanged & millwright.InventoryChanged.$Shape} InventoryChanged
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        InventoryChanged.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.InventoryChanged();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.inventoryJson = value;
                        else
                            delete message.inventoryJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an InventoryChanged message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.InventoryChanged
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.InventoryChanged} InventoryChanged
         */
        InventoryChanged.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.InventoryChanged)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.InventoryChanged: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.InventoryChanged();
            if (object.inventoryJson != null)
                if (typeof object.inventoryJson !== "string" || object.inventoryJson.length)
                    message.inventoryJson = $String(object.inventoryJson);
            return message;
        };

        /**
         * Creates a plain object from an InventoryChanged message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.InventoryChanged
         * @static
         * @param {millwright.InventoryChanged} message InventoryChanged
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        InventoryChanged.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.inventoryJson = "";
            if (message.inventoryJson != null && $Object.hasOwnProperty.call(message, "inventoryJson"))
                object.inventoryJson = message.inventoryJson;
            return object;
        };

        /**
         * Converts this InventoryChanged to JSON.
         * @function toJSON
         * @memberof millwright.InventoryChanged
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        InventoryChanged.prototype.toJSON = function() {
            return InventoryChanged.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for InventoryChanged
         * @function getTypeUrl
         * @memberof millwright.InventoryChanged
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        InventoryChanged.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.InventoryChanged";
        };

        return InventoryChanged;
    })();

    millwright.KernelEvents = (function() {

        /**
         * Properties of a KernelEvents.
         * @typedef {Object} millwright.KernelEvents.$Properties
         * @property {Array.<millwright.KernelEvent.$Properties>|null} [events] KernelEvents events
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a KernelEvents.
         * @memberof millwright
         * @interface IKernelEvents
         * @augments millwright.KernelEvents.$Properties
         * @deprecated Use millwright.KernelEvents.$Properties instead.
         */

        /**
         * Shape of a KernelEvents.
         * @typedef {millwright.KernelEvents.$Properties} millwright.KernelEvents.$Shape
         */

        /**
         * Constructs a new KernelEvents.
         * @memberof millwright
         * @classdesc Represents a KernelEvents.
         * @constructor
         * @param {millwright.KernelEvents.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const KernelEvents = function (properties) {
            this.events = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * KernelEvents events.
         * @member {Array.<millwright.KernelEvent.$Properties>} events
         * @memberof millwright.KernelEvents
         * @instance
         */
        KernelEvents.prototype.events = $util.emptyArray;

        /**
         * Creates a new KernelEvents instance using the specified properties.
         * @function create
         * @memberof millwright.KernelEvents
         * @static
         * @param {millwright.KernelEvents.$Properties=} [properties] Properties to set
         * @returns {millwright.KernelEvents} KernelEvents instance
         * @type {{
         *   (properties: millwright.KernelEvents.$Shape): millwright.KernelEvents & millwright.KernelEvents.$Shape;
         *   (properties?: millwright.KernelEvents.$Properties): millwright.KernelEvents;
         * }}
         */
        KernelEvents.create = function(properties) {
            return new KernelEvents(properties);
        };

        /**
         * Encodes the specified KernelEvents message. Does not implicitly {@link millwright.KernelEvents.verify|verify} messages.
         * @function encode
         * @memberof millwright.KernelEvents
         * @static
         * @param {millwright.KernelEvents.$Properties} message KernelEvents message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        KernelEvents.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.events != null && message.events.length)
                for (let i = 0; i < message.events.length; ++i)
                    $root.millwright.KernelEvent.encode(message.events[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a KernelEvents message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.KernelEvents
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.KernelEvents & millwright.KernelEvents.$Shape} KernelEvents
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        KernelEvents.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.KernelEvents();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.events && message.events.length))
                            message.events = [];
                        message.events.push($root.millwright.KernelEvent.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a KernelEvents message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.KernelEvents
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.KernelEvents} KernelEvents
         */
        KernelEvents.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.KernelEvents)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.KernelEvents: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.KernelEvents();
            if (object.events) {
                if (!$Array.isArray(object.events))
                    throw $TypeError(".millwright.KernelEvents.events: array expected");
                message.events = $Array(object.events.length);
                for (let i = 0; i < object.events.length; ++i) {
                    if (!$util.isObject(object.events[i]))
                        throw $TypeError(".millwright.KernelEvents.events: object expected");
                    message.events[i] = $root.millwright.KernelEvent.fromObject(object.events[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a KernelEvents message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.KernelEvents
         * @static
         * @param {millwright.KernelEvents} message KernelEvents
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        KernelEvents.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.events = [];
            if (message.events && message.events.length) {
                object.events = $Array(message.events.length);
                for (let j = 0; j < message.events.length; ++j)
                    object.events[j] = $root.millwright.KernelEvent.toObject(message.events[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this KernelEvents to JSON.
         * @function toJSON
         * @memberof millwright.KernelEvents
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        KernelEvents.prototype.toJSON = function() {
            return KernelEvents.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for KernelEvents
         * @function getTypeUrl
         * @memberof millwright.KernelEvents
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        KernelEvents.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.KernelEvents";
        };

        return KernelEvents;
    })();

    millwright.KernelEvent = (function() {

        /**
         * Properties of a KernelEvent.
         * @typedef {Object} millwright.KernelEvent.$Properties
         * @property {string|null} ["class"] KernelEvent class
         * @property {number|null} [code] KernelEvent code
         * @property {string|null} [device] KernelEvent device
         * @property {string|null} [uuid] KernelEvent uuid
         * @property {string|null} [text] KernelEvent text
         * @property {number|null} [hostMs] KernelEvent hostMs
         * @property {number|null} [count] KernelEvent count
         * @property {Object.<string,string>|null} [details] KernelEvent details
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a KernelEvent.
         * @memberof millwright
         * @interface IKernelEvent
         * @augments millwright.KernelEvent.$Properties
         * @deprecated Use millwright.KernelEvent.$Properties instead.
         */

        /**
         * Shape of a KernelEvent.
         * @typedef {millwright.KernelEvent.$Properties} millwright.KernelEvent.$Shape
         */

        /**
         * Constructs a new KernelEvent.
         * @memberof millwright
         * @classdesc Represents a KernelEvent.
         * @constructor
         * @param {millwright.KernelEvent.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const KernelEvent = function (properties) {
            this.details = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * KernelEvent class.
         * @member {string} class
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype["class"] = "";

        /**
         * KernelEvent code.
         * @member {number} code
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.code = 0;

        /**
         * KernelEvent device.
         * @member {string} device
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.device = "";

        /**
         * KernelEvent uuid.
         * @member {string} uuid
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.uuid = "";

        /**
         * KernelEvent text.
         * @member {string} text
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.text = "";

        /**
         * KernelEvent hostMs.
         * @member {number} hostMs
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.hostMs = 0;

        /**
         * KernelEvent count.
         * @member {number} count
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.count = 0;

        /**
         * KernelEvent details.
         * @member {Object.<string,string>} details
         * @memberof millwright.KernelEvent
         * @instance
         */
        KernelEvent.prototype.details = $util.emptyObject;

        /**
         * Creates a new KernelEvent instance using the specified properties.
         * @function create
         * @memberof millwright.KernelEvent
         * @static
         * @param {millwright.KernelEvent.$Properties=} [properties] Properties to set
         * @returns {millwright.KernelEvent} KernelEvent instance
         * @type {{
         *   (properties: millwright.KernelEvent.$Shape): millwright.KernelEvent & millwright.KernelEvent.$Shape;
         *   (properties?: millwright.KernelEvent.$Properties): millwright.KernelEvent;
         * }}
         */
        KernelEvent.create = function(properties) {
            return new KernelEvent(properties);
        };

        /**
         * Encodes the specified KernelEvent message. Does not implicitly {@link millwright.KernelEvent.verify|verify} messages.
         * @function encode
         * @memberof millwright.KernelEvent
         * @static
         * @param {millwright.KernelEvent.$Properties} message KernelEvent message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        KernelEvent.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message["class"] != null && $Object.hasOwnProperty.call(message, "class") && message["class"] !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message["class"]);
            if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.code);
            if (message.device != null && $Object.hasOwnProperty.call(message, "device") && message.device !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.device);
            if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid") && message.uuid !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.uuid);
            if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.text);
            if (message.hostMs != null && $Object.hasOwnProperty.call(message, "hostMs") && !$Object.is(message.hostMs, 0))
                writer.uint32(/* id 6, wireType 1 =*/49).double(message.hostMs);
            if (message.count != null && $Object.hasOwnProperty.call(message, "count") && message.count !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.count);
            if (message.details != null && $Object.hasOwnProperty.call(message, "details"))
                for (let keys = $Object.keys(message.details), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 8, wireType 2 =*/66).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.details[keys[i]]).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a KernelEvent message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.KernelEvent
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.KernelEvent & millwright.KernelEvent.$Shape} KernelEvent
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        KernelEvent.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.KernelEvent();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message["class"] = value;
                        else
                            delete message["class"];
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.code = value;
                        else
                            delete message.code;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.device = value;
                        else
                            delete message.device;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.uuid = value;
                        else
                            delete message.uuid;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.text = value;
                        else
                            delete message.text;
                        continue;
                    }
                case 6: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.hostMs = value;
                        else
                            delete message.hostMs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.count = value;
                        else
                            delete message.count;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if (message.details === $util.emptyObject)
                            message.details = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.details, key);
                        message.details[key] = value;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a KernelEvent message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.KernelEvent
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.KernelEvent} KernelEvent
         */
        KernelEvent.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.KernelEvent)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.KernelEvent: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.KernelEvent();
            if (object["class"] != null)
                if (typeof object["class"] !== "string" || object["class"].length)
                    message["class"] = $String(object["class"]);
            if (object.code != null)
                if ($Number(object.code) !== 0)
                    message.code = object.code >>> 0;
            if (object.device != null)
                if (typeof object.device !== "string" || object.device.length)
                    message.device = $String(object.device);
            if (object.uuid != null)
                if (typeof object.uuid !== "string" || object.uuid.length)
                    message.uuid = $String(object.uuid);
            if (object.text != null)
                if (typeof object.text !== "string" || object.text.length)
                    message.text = $String(object.text);
            if (object.hostMs != null)
                if (!$Object.is($Number(object.hostMs), 0))
                    message.hostMs = $Number(object.hostMs);
            if (object.count != null)
                if ($Number(object.count) !== 0)
                    message.count = object.count >>> 0;
            if (object.details) {
                if (!$util.isObject(object.details))
                    throw $TypeError(".millwright.KernelEvent.details: object expected");
                message.details = {};
                for (let keys = $Object.keys(object.details), i = 0; i < keys.length; ++i) {
                    if (keys[i] === "__proto__")
                        $util.makeProp(message.details, keys[i]);
                    message.details[keys[i]] = $String(object.details[keys[i]]);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a KernelEvent message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.KernelEvent
         * @static
         * @param {millwright.KernelEvent} message KernelEvent
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        KernelEvent.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.objects || options.defaults)
                object.details = {};
            if (options.defaults) {
                object["class"] = "";
                object.code = 0;
                object.device = "";
                object.uuid = "";
                object.text = "";
                object.hostMs = 0;
                object.count = 0;
            }
            if (message["class"] != null && $Object.hasOwnProperty.call(message, "class"))
                object["class"] = message["class"];
            if (message.code != null && $Object.hasOwnProperty.call(message, "code"))
                object.code = message.code;
            if (message.device != null && $Object.hasOwnProperty.call(message, "device"))
                object.device = message.device;
            if (message.uuid != null && $Object.hasOwnProperty.call(message, "uuid"))
                object.uuid = message.uuid;
            if (message.text != null && $Object.hasOwnProperty.call(message, "text"))
                object.text = message.text;
            if (message.hostMs != null && $Object.hasOwnProperty.call(message, "hostMs"))
                object.hostMs = options.json && !$isFinite(message.hostMs) ? $String(message.hostMs) : message.hostMs;
            if (message.count != null && $Object.hasOwnProperty.call(message, "count"))
                object.count = message.count;
            let keys2;
            if (message.details && (keys2 = $Object.keys(message.details)).length) {
                object.details = {};
                for (let j = 0; j < keys2.length; ++j) {
                    if (keys2[j] === "__proto__")
                        $util.makeProp(object.details, keys2[j]);
                    object.details[keys2[j]] = message.details[keys2[j]];
                }
            }
            return object;
        };

        /**
         * Converts this KernelEvent to JSON.
         * @function toJSON
         * @memberof millwright.KernelEvent
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        KernelEvent.prototype.toJSON = function() {
            return KernelEvent.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for KernelEvent
         * @function getTypeUrl
         * @memberof millwright.KernelEvent
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        KernelEvent.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.KernelEvent";
        };

        return KernelEvent;
    })();

    millwright.SecretsAsked = (function() {

        /**
         * Properties of a SecretsAsked.
         * @typedef {Object} millwright.SecretsAsked.$Properties
         * @property {string|null} [attempt] SecretsAsked attempt
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SecretsAsked.
         * @memberof millwright
         * @interface ISecretsAsked
         * @augments millwright.SecretsAsked.$Properties
         * @deprecated Use millwright.SecretsAsked.$Properties instead.
         */

        /**
         * Shape of a SecretsAsked.
         * @typedef {millwright.SecretsAsked.$Properties} millwright.SecretsAsked.$Shape
         */

        /**
         * Constructs a new SecretsAsked.
         * @memberof millwright
         * @classdesc Represents a SecretsAsked.
         * @constructor
         * @param {millwright.SecretsAsked.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SecretsAsked = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SecretsAsked attempt.
         * @member {string} attempt
         * @memberof millwright.SecretsAsked
         * @instance
         */
        SecretsAsked.prototype.attempt = "";

        /**
         * Creates a new SecretsAsked instance using the specified properties.
         * @function create
         * @memberof millwright.SecretsAsked
         * @static
         * @param {millwright.SecretsAsked.$Properties=} [properties] Properties to set
         * @returns {millwright.SecretsAsked} SecretsAsked instance
         * @type {{
         *   (properties: millwright.SecretsAsked.$Shape): millwright.SecretsAsked & millwright.SecretsAsked.$Shape;
         *   (properties?: millwright.SecretsAsked.$Properties): millwright.SecretsAsked;
         * }}
         */
        SecretsAsked.create = function(properties) {
            return new SecretsAsked(properties);
        };

        /**
         * Encodes the specified SecretsAsked message. Does not implicitly {@link millwright.SecretsAsked.verify|verify} messages.
         * @function encode
         * @memberof millwright.SecretsAsked
         * @static
         * @param {millwright.SecretsAsked.$Properties} message SecretsAsked message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SecretsAsked.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SecretsAsked message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.SecretsAsked
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.SecretsAsked & millwright.SecretsAsked.$Shape} SecretsAsked
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SecretsAsked.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.SecretsAsked();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SecretsAsked message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.SecretsAsked
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.SecretsAsked} SecretsAsked
         */
        SecretsAsked.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.SecretsAsked)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.SecretsAsked: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.SecretsAsked();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            return message;
        };

        /**
         * Creates a plain object from a SecretsAsked message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.SecretsAsked
         * @static
         * @param {millwright.SecretsAsked} message SecretsAsked
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SecretsAsked.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.attempt = "";
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            return object;
        };

        /**
         * Converts this SecretsAsked to JSON.
         * @function toJSON
         * @memberof millwright.SecretsAsked
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SecretsAsked.prototype.toJSON = function() {
            return SecretsAsked.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SecretsAsked
         * @function getTypeUrl
         * @memberof millwright.SecretsAsked
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SecretsAsked.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.SecretsAsked";
        };

        return SecretsAsked;
    })();

    millwright.Secrets = (function() {

        /**
         * Properties of a Secrets.
         * @typedef {Object} millwright.Secrets.$Properties
         * @property {string|null} [attempt] Secrets attempt
         * @property {Object.<string,Uint8Array>|null} [values] Secrets values
         * @property {string|null} [refused] Secrets refused
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Secrets.
         * @memberof millwright
         * @interface ISecrets
         * @augments millwright.Secrets.$Properties
         * @deprecated Use millwright.Secrets.$Properties instead.
         */

        /**
         * Shape of a Secrets.
         * @typedef {millwright.Secrets.$Properties} millwright.Secrets.$Shape
         */

        /**
         * Constructs a new Secrets.
         * @memberof millwright
         * @classdesc Represents a Secrets.
         * @constructor
         * @param {millwright.Secrets.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Secrets = function (properties) {
            this.values = {};
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Secrets attempt.
         * @member {string} attempt
         * @memberof millwright.Secrets
         * @instance
         */
        Secrets.prototype.attempt = "";

        /**
         * Secrets values.
         * @member {Object.<string,Uint8Array>} values
         * @memberof millwright.Secrets
         * @instance
         */
        Secrets.prototype.values = $util.emptyObject;

        /**
         * Secrets refused.
         * @member {string} refused
         * @memberof millwright.Secrets
         * @instance
         */
        Secrets.prototype.refused = "";

        /**
         * Creates a new Secrets instance using the specified properties.
         * @function create
         * @memberof millwright.Secrets
         * @static
         * @param {millwright.Secrets.$Properties=} [properties] Properties to set
         * @returns {millwright.Secrets} Secrets instance
         * @type {{
         *   (properties: millwright.Secrets.$Shape): millwright.Secrets & millwright.Secrets.$Shape;
         *   (properties?: millwright.Secrets.$Properties): millwright.Secrets;
         * }}
         */
        Secrets.create = function(properties) {
            return new Secrets(properties);
        };

        /**
         * Encodes the specified Secrets message. Does not implicitly {@link millwright.Secrets.verify|verify} messages.
         * @function encode
         * @memberof millwright.Secrets
         * @static
         * @param {millwright.Secrets.$Properties} message Secrets message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Secrets.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.values != null && $Object.hasOwnProperty.call(message, "values"))
                for (let keys = $Object.keys(message.values), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).bytes(message.values[keys[i]]).ldelim();
            if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && message.refused !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.refused);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Secrets message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Secrets
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Secrets & millwright.Secrets.$Shape} Secrets
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Secrets.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Secrets();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (message.values === $util.emptyObject)
                            message.values = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = [];
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.bytes();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.values, key);
                        message.values[key] = value;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.refused = value;
                        else
                            delete message.refused;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Secrets message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Secrets
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Secrets} Secrets
         */
        Secrets.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Secrets)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Secrets: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Secrets();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.values) {
                if (!$util.isObject(object.values))
                    throw $TypeError(".millwright.Secrets.values: object expected");
                message.values = {};
                for (let keys = $Object.keys(object.values), i = 0; i < keys.length; ++i) {
                    if (keys[i] === "__proto__")
                        $util.makeProp(message.values, keys[i]);
                    if (typeof object.values[keys[i]] === "string")
                        $util.base64.decode(object.values[keys[i]], message.values[keys[i]] = $util.newBuffer($util.base64.length(object.values[keys[i]])), 0);
                    else if (object.values[keys[i]].length >= 0)
                        message.values[keys[i]] = object.values[keys[i]];
                }
            }
            if (object.refused != null)
                if (typeof object.refused !== "string" || object.refused.length)
                    message.refused = $String(object.refused);
            return message;
        };

        /**
         * Creates a plain object from a Secrets message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Secrets
         * @static
         * @param {millwright.Secrets} message Secrets
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Secrets.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.objects || options.defaults)
                object.values = {};
            if (options.defaults) {
                object.attempt = "";
                object.refused = "";
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            let keys2;
            if (message.values && (keys2 = $Object.keys(message.values)).length) {
                object.values = {};
                for (let j = 0; j < keys2.length; ++j) {
                    if (keys2[j] === "__proto__")
                        $util.makeProp(object.values, keys2[j]);
                    object.values[keys2[j]] = options.bytes === $String ? $util.base64.encode(message.values[keys2[j]], 0, message.values[keys2[j]].length) : options.bytes === $Array ? $Array.prototype.slice.call(message.values[keys2[j]]) : message.values[keys2[j]];
                }
            }
            if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                object.refused = message.refused;
            return object;
        };

        /**
         * Converts this Secrets to JSON.
         * @function toJSON
         * @memberof millwright.Secrets
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Secrets.prototype.toJSON = function() {
            return Secrets.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Secrets
         * @function getTypeUrl
         * @memberof millwright.Secrets
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Secrets.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Secrets";
        };

        return Secrets;
    })();

    millwright.CheckDone = (function() {

        /**
         * Properties of a CheckDone.
         * @typedef {Object} millwright.CheckDone.$Properties
         * @property {string|null} [check] CheckDone check
         * @property {boolean|null} [ok] CheckDone ok
         * @property {string|null} [reportJson] CheckDone reportJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CheckDone.
         * @memberof millwright
         * @interface ICheckDone
         * @augments millwright.CheckDone.$Properties
         * @deprecated Use millwright.CheckDone.$Properties instead.
         */

        /**
         * Shape of a CheckDone.
         * @typedef {millwright.CheckDone.$Properties} millwright.CheckDone.$Shape
         */

        /**
         * Constructs a new CheckDone.
         * @memberof millwright
         * @classdesc Represents a CheckDone.
         * @constructor
         * @param {millwright.CheckDone.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CheckDone = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CheckDone check.
         * @member {string} check
         * @memberof millwright.CheckDone
         * @instance
         */
        CheckDone.prototype.check = "";

        /**
         * CheckDone ok.
         * @member {boolean} ok
         * @memberof millwright.CheckDone
         * @instance
         */
        CheckDone.prototype.ok = false;

        /**
         * CheckDone reportJson.
         * @member {string} reportJson
         * @memberof millwright.CheckDone
         * @instance
         */
        CheckDone.prototype.reportJson = "";

        /**
         * Creates a new CheckDone instance using the specified properties.
         * @function create
         * @memberof millwright.CheckDone
         * @static
         * @param {millwright.CheckDone.$Properties=} [properties] Properties to set
         * @returns {millwright.CheckDone} CheckDone instance
         * @type {{
         *   (properties: millwright.CheckDone.$Shape): millwright.CheckDone & millwright.CheckDone.$Shape;
         *   (properties?: millwright.CheckDone.$Properties): millwright.CheckDone;
         * }}
         */
        CheckDone.create = function(properties) {
            return new CheckDone(properties);
        };

        /**
         * Encodes the specified CheckDone message. Does not implicitly {@link millwright.CheckDone.verify|verify} messages.
         * @function encode
         * @memberof millwright.CheckDone
         * @static
         * @param {millwright.CheckDone.$Properties} message CheckDone message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CheckDone.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.check != null && $Object.hasOwnProperty.call(message, "check") && message.check !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.check);
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.ok);
            if (message.reportJson != null && $Object.hasOwnProperty.call(message, "reportJson") && message.reportJson !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reportJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CheckDone message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.CheckDone
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.CheckDone & millwright.CheckDone.$Shape} CheckDone
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CheckDone.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.CheckDone();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.check = value;
                        else
                            delete message.check;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ok = value;
                        else
                            delete message.ok;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reportJson = value;
                        else
                            delete message.reportJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CheckDone message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.CheckDone
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.CheckDone} CheckDone
         */
        CheckDone.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.CheckDone)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.CheckDone: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.CheckDone();
            if (object.check != null)
                if (typeof object.check !== "string" || object.check.length)
                    message.check = $String(object.check);
            if (object.ok != null)
                if (object.ok)
                    message.ok = $Boolean(object.ok);
            if (object.reportJson != null)
                if (typeof object.reportJson !== "string" || object.reportJson.length)
                    message.reportJson = $String(object.reportJson);
            return message;
        };

        /**
         * Creates a plain object from a CheckDone message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.CheckDone
         * @static
         * @param {millwright.CheckDone} message CheckDone
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CheckDone.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.check = "";
                object.ok = false;
                object.reportJson = "";
            }
            if (message.check != null && $Object.hasOwnProperty.call(message, "check"))
                object.check = message.check;
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok"))
                object.ok = message.ok;
            if (message.reportJson != null && $Object.hasOwnProperty.call(message, "reportJson"))
                object.reportJson = message.reportJson;
            return object;
        };

        /**
         * Converts this CheckDone to JSON.
         * @function toJSON
         * @memberof millwright.CheckDone
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CheckDone.prototype.toJSON = function() {
            return CheckDone.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CheckDone
         * @function getTypeUrl
         * @memberof millwright.CheckDone
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CheckDone.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.CheckDone";
        };

        return CheckDone;
    })();

    millwright.CheckpointDone = (function() {

        /**
         * Properties of a CheckpointDone.
         * @typedef {Object} millwright.CheckpointDone.$Properties
         * @property {string|null} [attempt] CheckpointDone attempt
         * @property {number|null} [step] CheckpointDone step
         * @property {string|null} [path] CheckpointDone path
         * @property {number|null} [bytes] CheckpointDone bytes
         * @property {string|null} [sha256] CheckpointDone sha256
         * @property {boolean|null} [shared] CheckpointDone shared
         * @property {number|null} [savedMs] CheckpointDone savedMs
         * @property {number|null} [costMs] CheckpointDone costMs
         * @property {number|null} [uid] CheckpointDone uid
         * @property {string|null} [state] CheckpointDone state
         * @property {string|null} [why] CheckpointDone why
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CheckpointDone.
         * @memberof millwright
         * @interface ICheckpointDone
         * @augments millwright.CheckpointDone.$Properties
         * @deprecated Use millwright.CheckpointDone.$Properties instead.
         */

        /**
         * Shape of a CheckpointDone.
         * @typedef {millwright.CheckpointDone.$Properties} millwright.CheckpointDone.$Shape
         */

        /**
         * Constructs a new CheckpointDone.
         * @memberof millwright
         * @classdesc Represents a CheckpointDone.
         * @constructor
         * @param {millwright.CheckpointDone.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CheckpointDone = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CheckpointDone attempt.
         * @member {string} attempt
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.attempt = "";

        /**
         * CheckpointDone step.
         * @member {number} step
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.step = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CheckpointDone path.
         * @member {string} path
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.path = "";

        /**
         * CheckpointDone bytes.
         * @member {number} bytes
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.bytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * CheckpointDone sha256.
         * @member {string} sha256
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.sha256 = "";

        /**
         * CheckpointDone shared.
         * @member {boolean} shared
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.shared = false;

        /**
         * CheckpointDone savedMs.
         * @member {number} savedMs
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.savedMs = 0;

        /**
         * CheckpointDone costMs.
         * @member {number} costMs
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.costMs = 0;

        /**
         * CheckpointDone uid.
         * @member {number} uid
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.uid = 0;

        /**
         * CheckpointDone state.
         * @member {string} state
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.state = "";

        /**
         * CheckpointDone why.
         * @member {string} why
         * @memberof millwright.CheckpointDone
         * @instance
         */
        CheckpointDone.prototype.why = "";

        /**
         * Creates a new CheckpointDone instance using the specified properties.
         * @function create
         * @memberof millwright.CheckpointDone
         * @static
         * @param {millwright.CheckpointDone.$Properties=} [properties] Properties to set
         * @returns {millwright.CheckpointDone} CheckpointDone instance
         * @type {{
         *   (properties: millwright.CheckpointDone.$Shape): millwright.CheckpointDone & millwright.CheckpointDone.$Shape;
         *   (properties?: millwright.CheckpointDone.$Properties): millwright.CheckpointDone;
         * }}
         */
        CheckpointDone.create = function(properties) {
            return new CheckpointDone(properties);
        };

        /**
         * Encodes the specified CheckpointDone message. Does not implicitly {@link millwright.CheckpointDone.verify|verify} messages.
         * @function encode
         * @memberof millwright.CheckpointDone
         * @static
         * @param {millwright.CheckpointDone.$Properties} message CheckpointDone message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CheckpointDone.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && (typeof message.step === "object" ? message.step.low || message.step.high : message.step !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.step);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.path);
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && (typeof message.bytes === "object" ? message.bytes.low || message.bytes.high : message.bytes !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.bytes);
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256") && message.sha256 !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.sha256);
            if (message.shared != null && $Object.hasOwnProperty.call(message, "shared") && message.shared !== false)
                writer.uint32(/* id 6, wireType 0 =*/48).bool(message.shared);
            if (message.savedMs != null && $Object.hasOwnProperty.call(message, "savedMs") && !$Object.is(message.savedMs, 0))
                writer.uint32(/* id 7, wireType 1 =*/57).double(message.savedMs);
            if (message.costMs != null && $Object.hasOwnProperty.call(message, "costMs") && message.costMs !== 0)
                writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.costMs);
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.uid);
            if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== "")
                writer.uint32(/* id 10, wireType 2 =*/82).string(message.state);
            if (message.why != null && $Object.hasOwnProperty.call(message, "why") && message.why !== "")
                writer.uint32(/* id 11, wireType 2 =*/90).string(message.why);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CheckpointDone message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.CheckpointDone
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.CheckpointDone & millwright.CheckpointDone.$Shape} CheckpointDone
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CheckpointDone.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.CheckpointDone();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.bytes = value;
                        else
                            delete message.bytes;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sha256 = value;
                        else
                            delete message.sha256;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.shared = value;
                        else
                            delete message.shared;
                        continue;
                    }
                case 7: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.savedMs = value;
                        else
                            delete message.savedMs;
                        continue;
                    }
                case 8: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.costMs = value;
                        else
                            delete message.costMs;
                        continue;
                    }
                case 9: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.state = value;
                        else
                            delete message.state;
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.why = value;
                        else
                            delete message.why;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CheckpointDone message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.CheckpointDone
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.CheckpointDone} CheckpointDone
         */
        CheckpointDone.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.CheckpointDone)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.CheckpointDone: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.CheckpointDone();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.step != null)
                if (typeof object.step === "object" ? object.step.low || object.step.high : $Number(object.step) !== 0)
                    if ($util.Long)
                        message.step = $util.Long.fromValue(object.step, true);
                    else if (typeof object.step === "string")
                        message.step = $parseInt(object.step, 10);
                    else if (typeof object.step === "number")
                        message.step = object.step;
                    else if (typeof object.step === "object")
                        message.step = new $util.LongBits(object.step.low >>> 0, object.step.high >>> 0).toNumber(true);
            if (object.path != null)
                if (typeof object.path !== "string" || object.path.length)
                    message.path = $String(object.path);
            if (object.bytes != null)
                if (typeof object.bytes === "object" ? object.bytes.low || object.bytes.high : $Number(object.bytes) !== 0)
                    if ($util.Long)
                        message.bytes = $util.Long.fromValue(object.bytes, true);
                    else if (typeof object.bytes === "string")
                        message.bytes = $parseInt(object.bytes, 10);
                    else if (typeof object.bytes === "number")
                        message.bytes = object.bytes;
                    else if (typeof object.bytes === "object")
                        message.bytes = new $util.LongBits(object.bytes.low >>> 0, object.bytes.high >>> 0).toNumber(true);
            if (object.sha256 != null)
                if (typeof object.sha256 !== "string" || object.sha256.length)
                    message.sha256 = $String(object.sha256);
            if (object.shared != null)
                if (object.shared)
                    message.shared = $Boolean(object.shared);
            if (object.savedMs != null)
                if (!$Object.is($Number(object.savedMs), 0))
                    message.savedMs = $Number(object.savedMs);
            if (object.costMs != null)
                if ($Number(object.costMs) !== 0)
                    message.costMs = object.costMs >>> 0;
            if (object.uid != null)
                if ($Number(object.uid) !== 0)
                    message.uid = object.uid >>> 0;
            if (object.state != null)
                if (typeof object.state !== "string" || object.state.length)
                    message.state = $String(object.state);
            if (object.why != null)
                if (typeof object.why !== "string" || object.why.length)
                    message.why = $String(object.why);
            return message;
        };

        /**
         * Creates a plain object from a CheckpointDone message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.CheckpointDone
         * @static
         * @param {millwright.CheckpointDone} message CheckpointDone
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CheckpointDone.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.step = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.step = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.path = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.bytes = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.bytes = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.sha256 = "";
                object.shared = false;
                object.savedMs = 0;
                object.costMs = 0;
                object.uid = 0;
                object.state = "";
                object.why = "";
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.step = typeof message.step === "number" ? $BigInt(message.step) : $util.Long.fromBits(message.step.low >>> 0, message.step.high >>> 0, true).toBigInt();
                else if (typeof message.step === "number")
                    object.step = options.longs === $String ? $String(message.step) : message.step;
                else
                    object.step = options.longs === $String ? $util.Long.prototype.toString.call(message.step) : options.longs === $Number ? new $util.LongBits(message.step.low >>> 0, message.step.high >>> 0).toNumber(true) : message.step;
            if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                object.path = message.path;
            if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.bytes = typeof message.bytes === "number" ? $BigInt(message.bytes) : $util.Long.fromBits(message.bytes.low >>> 0, message.bytes.high >>> 0, true).toBigInt();
                else if (typeof message.bytes === "number")
                    object.bytes = options.longs === $String ? $String(message.bytes) : message.bytes;
                else
                    object.bytes = options.longs === $String ? $util.Long.prototype.toString.call(message.bytes) : options.longs === $Number ? new $util.LongBits(message.bytes.low >>> 0, message.bytes.high >>> 0).toNumber(true) : message.bytes;
            if (message.sha256 != null && $Object.hasOwnProperty.call(message, "sha256"))
                object.sha256 = message.sha256;
            if (message.shared != null && $Object.hasOwnProperty.call(message, "shared"))
                object.shared = message.shared;
            if (message.savedMs != null && $Object.hasOwnProperty.call(message, "savedMs"))
                object.savedMs = options.json && !$isFinite(message.savedMs) ? $String(message.savedMs) : message.savedMs;
            if (message.costMs != null && $Object.hasOwnProperty.call(message, "costMs"))
                object.costMs = message.costMs;
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                object.uid = message.uid;
            if (message.state != null && $Object.hasOwnProperty.call(message, "state"))
                object.state = message.state;
            if (message.why != null && $Object.hasOwnProperty.call(message, "why"))
                object.why = message.why;
            return object;
        };

        /**
         * Converts this CheckpointDone to JSON.
         * @function toJSON
         * @memberof millwright.CheckpointDone
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CheckpointDone.prototype.toJSON = function() {
            return CheckpointDone.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CheckpointDone
         * @function getTypeUrl
         * @memberof millwright.CheckpointDone
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CheckpointDone.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.CheckpointDone";
        };

        return CheckpointDone;
    })();

    millwright.CheckpointsDeleted = (function() {

        /**
         * Properties of a CheckpointsDeleted.
         * @typedef {Object} millwright.CheckpointsDeleted.$Properties
         * @property {Array.<millwright.DiscardedCheckpoint.$Properties>|null} [checkpoints] CheckpointsDeleted checkpoints
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a CheckpointsDeleted.
         * @memberof millwright
         * @interface ICheckpointsDeleted
         * @augments millwright.CheckpointsDeleted.$Properties
         * @deprecated Use millwright.CheckpointsDeleted.$Properties instead.
         */

        /**
         * Shape of a CheckpointsDeleted.
         * @typedef {millwright.CheckpointsDeleted.$Properties} millwright.CheckpointsDeleted.$Shape
         */

        /**
         * Constructs a new CheckpointsDeleted.
         * @memberof millwright
         * @classdesc Represents a CheckpointsDeleted.
         * @constructor
         * @param {millwright.CheckpointsDeleted.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const CheckpointsDeleted = function (properties) {
            this.checkpoints = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * CheckpointsDeleted checkpoints.
         * @member {Array.<millwright.DiscardedCheckpoint.$Properties>} checkpoints
         * @memberof millwright.CheckpointsDeleted
         * @instance
         */
        CheckpointsDeleted.prototype.checkpoints = $util.emptyArray;

        /**
         * Creates a new CheckpointsDeleted instance using the specified properties.
         * @function create
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {millwright.CheckpointsDeleted.$Properties=} [properties] Properties to set
         * @returns {millwright.CheckpointsDeleted} CheckpointsDeleted instance
         * @type {{
         *   (properties: millwright.CheckpointsDeleted.$Shape): millwright.CheckpointsDeleted & millwright.CheckpointsDeleted.$Shape;
         *   (properties?: millwright.CheckpointsDeleted.$Properties): millwright.CheckpointsDeleted;
         * }}
         */
        CheckpointsDeleted.create = function(properties) {
            return new CheckpointsDeleted(properties);
        };

        /**
         * Encodes the specified CheckpointsDeleted message. Does not implicitly {@link millwright.CheckpointsDeleted.verify|verify} messages.
         * @function encode
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {millwright.CheckpointsDeleted.$Properties} message CheckpointsDeleted message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        CheckpointsDeleted.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.checkpoints != null && message.checkpoints.length)
                for (let i = 0; i < message.checkpoints.length; ++i)
                    $root.millwright.DiscardedCheckpoint.encode(message.checkpoints[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a CheckpointsDeleted message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.CheckpointsDeleted & millwright.CheckpointsDeleted.$Shape} CheckpointsDeleted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        CheckpointsDeleted.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.CheckpointsDeleted();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if (!(message.checkpoints && message.checkpoints.length))
                            message.checkpoints = [];
                        message.checkpoints.push($root.millwright.DiscardedCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a CheckpointsDeleted message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.CheckpointsDeleted} CheckpointsDeleted
         */
        CheckpointsDeleted.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.CheckpointsDeleted)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.CheckpointsDeleted: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.CheckpointsDeleted();
            if (object.checkpoints) {
                if (!$Array.isArray(object.checkpoints))
                    throw $TypeError(".millwright.CheckpointsDeleted.checkpoints: array expected");
                message.checkpoints = $Array(object.checkpoints.length);
                for (let i = 0; i < object.checkpoints.length; ++i) {
                    if (!$util.isObject(object.checkpoints[i]))
                        throw $TypeError(".millwright.CheckpointsDeleted.checkpoints: object expected");
                    message.checkpoints[i] = $root.millwright.DiscardedCheckpoint.fromObject(object.checkpoints[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a CheckpointsDeleted message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {millwright.CheckpointsDeleted} message CheckpointsDeleted
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        CheckpointsDeleted.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.checkpoints = [];
            if (message.checkpoints && message.checkpoints.length) {
                object.checkpoints = $Array(message.checkpoints.length);
                for (let j = 0; j < message.checkpoints.length; ++j)
                    object.checkpoints[j] = $root.millwright.DiscardedCheckpoint.toObject(message.checkpoints[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this CheckpointsDeleted to JSON.
         * @function toJSON
         * @memberof millwright.CheckpointsDeleted
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        CheckpointsDeleted.prototype.toJSON = function() {
            return CheckpointsDeleted.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for CheckpointsDeleted
         * @function getTypeUrl
         * @memberof millwright.CheckpointsDeleted
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        CheckpointsDeleted.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.CheckpointsDeleted";
        };

        return CheckpointsDeleted;
    })();

    millwright.AttemptStarted = (function() {

        /**
         * Properties of an AttemptStarted.
         * @typedef {Object} millwright.AttemptStarted.$Properties
         * @property {string|null} [attempt] AttemptStarted attempt
         * @property {number|null} [pid] AttemptStarted pid
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AttemptStarted.
         * @memberof millwright
         * @interface IAttemptStarted
         * @augments millwright.AttemptStarted.$Properties
         * @deprecated Use millwright.AttemptStarted.$Properties instead.
         */

        /**
         * Shape of an AttemptStarted.
         * @typedef {millwright.AttemptStarted.$Properties} millwright.AttemptStarted.$Shape
         */

        /**
         * Constructs a new AttemptStarted.
         * @memberof millwright
         * @classdesc Represents an AttemptStarted.
         * @constructor
         * @param {millwright.AttemptStarted.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AttemptStarted = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AttemptStarted attempt.
         * @member {string} attempt
         * @memberof millwright.AttemptStarted
         * @instance
         */
        AttemptStarted.prototype.attempt = "";

        /**
         * AttemptStarted pid.
         * @member {number} pid
         * @memberof millwright.AttemptStarted
         * @instance
         */
        AttemptStarted.prototype.pid = 0;

        /**
         * Creates a new AttemptStarted instance using the specified properties.
         * @function create
         * @memberof millwright.AttemptStarted
         * @static
         * @param {millwright.AttemptStarted.$Properties=} [properties] Properties to set
         * @returns {millwright.AttemptStarted} AttemptStarted instance
         * @type {{
         *   (properties: millwright.AttemptStarted.$Shape): millwright.AttemptStarted & millwright.AttemptStarted.$Shape;
         *   (properties?: millwright.AttemptStarted.$Properties): millwright.AttemptStarted;
         * }}
         */
        AttemptStarted.create = function(properties) {
            return new AttemptStarted(properties);
        };

        /**
         * Encodes the specified AttemptStarted message. Does not implicitly {@link millwright.AttemptStarted.verify|verify} messages.
         * @function encode
         * @memberof millwright.AttemptStarted
         * @static
         * @param {millwright.AttemptStarted.$Properties} message AttemptStarted message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AttemptStarted.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pid);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AttemptStarted message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.AttemptStarted
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.AttemptStarted & millwright.AttemptStarted.$Shape} AttemptStarted
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AttemptStarted.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.AttemptStarted();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.pid = value;
                        else
                            delete message.pid;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AttemptStarted message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.AttemptStarted
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.AttemptStarted} AttemptStarted
         */
        AttemptStarted.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.AttemptStarted)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.AttemptStarted: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.AttemptStarted();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.pid != null)
                if ($Number(object.pid) !== 0)
                    message.pid = object.pid >>> 0;
            return message;
        };

        /**
         * Creates a plain object from an AttemptStarted message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.AttemptStarted
         * @static
         * @param {millwright.AttemptStarted} message AttemptStarted
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AttemptStarted.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.pid = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.pid != null && $Object.hasOwnProperty.call(message, "pid"))
                object.pid = message.pid;
            return object;
        };

        /**
         * Converts this AttemptStarted to JSON.
         * @function toJSON
         * @memberof millwright.AttemptStarted
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AttemptStarted.prototype.toJSON = function() {
            return AttemptStarted.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AttemptStarted
         * @function getTypeUrl
         * @memberof millwright.AttemptStarted
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AttemptStarted.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.AttemptStarted";
        };

        return AttemptStarted;
    })();

    millwright.AttemptEnded = (function() {

        /**
         * Properties of an AttemptEnded.
         * @typedef {Object} millwright.AttemptEnded.$Properties
         * @property {string|null} [attempt] AttemptEnded attempt
         * @property {string|null} [exitJson] AttemptEnded exitJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an AttemptEnded.
         * @memberof millwright
         * @interface IAttemptEnded
         * @augments millwright.AttemptEnded.$Properties
         * @deprecated Use millwright.AttemptEnded.$Properties instead.
         */

        /**
         * Shape of an AttemptEnded.
         * @typedef {millwright.AttemptEnded.$Properties} millwright.AttemptEnded.$Shape
         */

        /**
         * Constructs a new AttemptEnded.
         * @memberof millwright
         * @classdesc Represents an AttemptEnded.
         * @constructor
         * @param {millwright.AttemptEnded.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const AttemptEnded = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * AttemptEnded attempt.
         * @member {string} attempt
         * @memberof millwright.AttemptEnded
         * @instance
         */
        AttemptEnded.prototype.attempt = "";

        /**
         * AttemptEnded exitJson.
         * @member {string} exitJson
         * @memberof millwright.AttemptEnded
         * @instance
         */
        AttemptEnded.prototype.exitJson = "";

        /**
         * Creates a new AttemptEnded instance using the specified properties.
         * @function create
         * @memberof millwright.AttemptEnded
         * @static
         * @param {millwright.AttemptEnded.$Properties=} [properties] Properties to set
         * @returns {millwright.AttemptEnded} AttemptEnded instance
         * @type {{
         *   (properties: millwright.AttemptEnded.$Shape): millwright.AttemptEnded & millwright.AttemptEnded.$Shape;
         *   (properties?: millwright.AttemptEnded.$Properties): millwright.AttemptEnded;
         * }}
         */
        AttemptEnded.create = function(properties) {
            return new AttemptEnded(properties);
        };

        /**
         * Encodes the specified AttemptEnded message. Does not implicitly {@link millwright.AttemptEnded.verify|verify} messages.
         * @function encode
         * @memberof millwright.AttemptEnded
         * @static
         * @param {millwright.AttemptEnded.$Properties} message AttemptEnded message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        AttemptEnded.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.exitJson != null && $Object.hasOwnProperty.call(message, "exitJson") && message.exitJson !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.exitJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an AttemptEnded message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.AttemptEnded
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.AttemptEnded & millwright.AttemptEnded.$Shape} AttemptEnded
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        AttemptEnded.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.AttemptEnded();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.exitJson = value;
                        else
                            delete message.exitJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an AttemptEnded message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.AttemptEnded
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.AttemptEnded} AttemptEnded
         */
        AttemptEnded.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.AttemptEnded)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.AttemptEnded: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.AttemptEnded();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.exitJson != null)
                if (typeof object.exitJson !== "string" || object.exitJson.length)
                    message.exitJson = $String(object.exitJson);
            return message;
        };

        /**
         * Creates a plain object from an AttemptEnded message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.AttemptEnded
         * @static
         * @param {millwright.AttemptEnded} message AttemptEnded
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        AttemptEnded.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.exitJson = "";
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.exitJson != null && $Object.hasOwnProperty.call(message, "exitJson"))
                object.exitJson = message.exitJson;
            return object;
        };

        /**
         * Converts this AttemptEnded to JSON.
         * @function toJSON
         * @memberof millwright.AttemptEnded
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        AttemptEnded.prototype.toJSON = function() {
            return AttemptEnded.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for AttemptEnded
         * @function getTypeUrl
         * @memberof millwright.AttemptEnded
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        AttemptEnded.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.AttemptEnded";
        };

        return AttemptEnded;
    })();

    millwright.ShardResults = (function() {

        /**
         * Properties of a ShardResults.
         * @typedef {Object} millwright.ShardResults.$Properties
         * @property {string|null} [attempt] ShardResults attempt
         * @property {Array.<millwright.ShardResult.$Properties>|null} [results] ShardResults results
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ShardResults.
         * @memberof millwright
         * @interface IShardResults
         * @augments millwright.ShardResults.$Properties
         * @deprecated Use millwright.ShardResults.$Properties instead.
         */

        /**
         * Shape of a ShardResults.
         * @typedef {millwright.ShardResults.$Properties} millwright.ShardResults.$Shape
         */

        /**
         * Constructs a new ShardResults.
         * @memberof millwright
         * @classdesc Represents a ShardResults.
         * @constructor
         * @param {millwright.ShardResults.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ShardResults = function (properties) {
            this.results = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ShardResults attempt.
         * @member {string} attempt
         * @memberof millwright.ShardResults
         * @instance
         */
        ShardResults.prototype.attempt = "";

        /**
         * ShardResults results.
         * @member {Array.<millwright.ShardResult.$Properties>} results
         * @memberof millwright.ShardResults
         * @instance
         */
        ShardResults.prototype.results = $util.emptyArray;

        /**
         * Creates a new ShardResults instance using the specified properties.
         * @function create
         * @memberof millwright.ShardResults
         * @static
         * @param {millwright.ShardResults.$Properties=} [properties] Properties to set
         * @returns {millwright.ShardResults} ShardResults instance
         * @type {{
         *   (properties: millwright.ShardResults.$Shape): millwright.ShardResults & millwright.ShardResults.$Shape;
         *   (properties?: millwright.ShardResults.$Properties): millwright.ShardResults;
         * }}
         */
        ShardResults.create = function(properties) {
            return new ShardResults(properties);
        };

        /**
         * Encodes the specified ShardResults message. Does not implicitly {@link millwright.ShardResults.verify|verify} messages.
         * @function encode
         * @memberof millwright.ShardResults
         * @static
         * @param {millwright.ShardResults.$Properties} message ShardResults message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ShardResults.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.results != null && message.results.length)
                for (let i = 0; i < message.results.length; ++i)
                    $root.millwright.ShardResult.encode(message.results[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ShardResults message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.ShardResults
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.ShardResults & millwright.ShardResults.$Shape} ShardResults
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ShardResults.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.ShardResults();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.results && message.results.length))
                            message.results = [];
                        message.results.push($root.millwright.ShardResult.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ShardResults message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.ShardResults
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.ShardResults} ShardResults
         */
        ShardResults.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.ShardResults)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.ShardResults: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.ShardResults();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.results) {
                if (!$Array.isArray(object.results))
                    throw $TypeError(".millwright.ShardResults.results: array expected");
                message.results = $Array(object.results.length);
                for (let i = 0; i < object.results.length; ++i) {
                    if (!$util.isObject(object.results[i]))
                        throw $TypeError(".millwright.ShardResults.results: object expected");
                    message.results[i] = $root.millwright.ShardResult.fromObject(object.results[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a ShardResults message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.ShardResults
         * @static
         * @param {millwright.ShardResults} message ShardResults
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ShardResults.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.results = [];
            if (options.defaults)
                object.attempt = "";
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.results && message.results.length) {
                object.results = $Array(message.results.length);
                for (let j = 0; j < message.results.length; ++j)
                    object.results[j] = $root.millwright.ShardResult.toObject(message.results[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this ShardResults to JSON.
         * @function toJSON
         * @memberof millwright.ShardResults
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ShardResults.prototype.toJSON = function() {
            return ShardResults.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ShardResults
         * @function getTypeUrl
         * @memberof millwright.ShardResults
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ShardResults.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.ShardResults";
        };

        return ShardResults;
    })();

    millwright.ShardResult = (function() {

        /**
         * Properties of a ShardResult.
         * @typedef {Object} millwright.ShardResult.$Properties
         * @property {number|null} [shard] ShardResult shard
         * @property {boolean|null} [ok] ShardResult ok
         * @property {string|null} [outputJson] ShardResult outputJson
         * @property {string|null} [error] ShardResult error
         * @property {boolean|null} [retry] ShardResult retry
         * @property {number|null} [tookMs] ShardResult tookMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ShardResult.
         * @memberof millwright
         * @interface IShardResult
         * @augments millwright.ShardResult.$Properties
         * @deprecated Use millwright.ShardResult.$Properties instead.
         */

        /**
         * Shape of a ShardResult.
         * @typedef {millwright.ShardResult.$Properties} millwright.ShardResult.$Shape
         */

        /**
         * Constructs a new ShardResult.
         * @memberof millwright
         * @classdesc Represents a ShardResult.
         * @constructor
         * @param {millwright.ShardResult.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ShardResult = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ShardResult shard.
         * @member {number} shard
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.shard = 0;

        /**
         * ShardResult ok.
         * @member {boolean} ok
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.ok = false;

        /**
         * ShardResult outputJson.
         * @member {string} outputJson
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.outputJson = "";

        /**
         * ShardResult error.
         * @member {string} error
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.error = "";

        /**
         * ShardResult retry.
         * @member {boolean} retry
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.retry = false;

        /**
         * ShardResult tookMs.
         * @member {number} tookMs
         * @memberof millwright.ShardResult
         * @instance
         */
        ShardResult.prototype.tookMs = 0;

        /**
         * Creates a new ShardResult instance using the specified properties.
         * @function create
         * @memberof millwright.ShardResult
         * @static
         * @param {millwright.ShardResult.$Properties=} [properties] Properties to set
         * @returns {millwright.ShardResult} ShardResult instance
         * @type {{
         *   (properties: millwright.ShardResult.$Shape): millwright.ShardResult & millwright.ShardResult.$Shape;
         *   (properties?: millwright.ShardResult.$Properties): millwright.ShardResult;
         * }}
         */
        ShardResult.create = function(properties) {
            return new ShardResult(properties);
        };

        /**
         * Encodes the specified ShardResult message. Does not implicitly {@link millwright.ShardResult.verify|verify} messages.
         * @function encode
         * @memberof millwright.ShardResult
         * @static
         * @param {millwright.ShardResult.$Properties} message ShardResult message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ShardResult.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard") && message.shard !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.shard);
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok") && message.ok !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.ok);
            if (message.outputJson != null && $Object.hasOwnProperty.call(message, "outputJson") && message.outputJson !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.outputJson);
            if (message.error != null && $Object.hasOwnProperty.call(message, "error") && message.error !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.error);
            if (message.retry != null && $Object.hasOwnProperty.call(message, "retry") && message.retry !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.retry);
            if (message.tookMs != null && $Object.hasOwnProperty.call(message, "tookMs") && message.tookMs !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.tookMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ShardResult message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.ShardResult
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.ShardResult & millwright.ShardResult.$Shape} ShardResult
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ShardResult.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.ShardResult();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.shard = value;
                        else
                            delete message.shard;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ok = value;
                        else
                            delete message.ok;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.outputJson = value;
                        else
                            delete message.outputJson;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.error = value;
                        else
                            delete message.error;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.retry = value;
                        else
                            delete message.retry;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.tookMs = value;
                        else
                            delete message.tookMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ShardResult message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.ShardResult
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.ShardResult} ShardResult
         */
        ShardResult.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.ShardResult)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.ShardResult: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.ShardResult();
            if (object.shard != null)
                if ($Number(object.shard) !== 0)
                    message.shard = object.shard >>> 0;
            if (object.ok != null)
                if (object.ok)
                    message.ok = $Boolean(object.ok);
            if (object.outputJson != null)
                if (typeof object.outputJson !== "string" || object.outputJson.length)
                    message.outputJson = $String(object.outputJson);
            if (object.error != null)
                if (typeof object.error !== "string" || object.error.length)
                    message.error = $String(object.error);
            if (object.retry != null)
                if (object.retry)
                    message.retry = $Boolean(object.retry);
            if (object.tookMs != null)
                if ($Number(object.tookMs) !== 0)
                    message.tookMs = object.tookMs >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a ShardResult message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.ShardResult
         * @static
         * @param {millwright.ShardResult} message ShardResult
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ShardResult.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.shard = 0;
                object.ok = false;
                object.outputJson = "";
                object.error = "";
                object.retry = false;
                object.tookMs = 0;
            }
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard"))
                object.shard = message.shard;
            if (message.ok != null && $Object.hasOwnProperty.call(message, "ok"))
                object.ok = message.ok;
            if (message.outputJson != null && $Object.hasOwnProperty.call(message, "outputJson"))
                object.outputJson = message.outputJson;
            if (message.error != null && $Object.hasOwnProperty.call(message, "error"))
                object.error = message.error;
            if (message.retry != null && $Object.hasOwnProperty.call(message, "retry"))
                object.retry = message.retry;
            if (message.tookMs != null && $Object.hasOwnProperty.call(message, "tookMs"))
                object.tookMs = message.tookMs;
            return object;
        };

        /**
         * Converts this ShardResult to JSON.
         * @function toJSON
         * @memberof millwright.ShardResult
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ShardResult.prototype.toJSON = function() {
            return ShardResult.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ShardResult
         * @function getTypeUrl
         * @memberof millwright.ShardResult
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ShardResult.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.ShardResult";
        };

        return ShardResult;
    })();

    millwright.ReplicaState = (function() {

        /**
         * Properties of a ReplicaState.
         * @typedef {Object} millwright.ReplicaState.$Properties
         * @property {string|null} [attempt] ReplicaState attempt
         * @property {boolean|null} [ready] ReplicaState ready
         * @property {string|null} [reason] ReplicaState reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ReplicaState.
         * @memberof millwright
         * @interface IReplicaState
         * @augments millwright.ReplicaState.$Properties
         * @deprecated Use millwright.ReplicaState.$Properties instead.
         */

        /**
         * Shape of a ReplicaState.
         * @typedef {millwright.ReplicaState.$Properties} millwright.ReplicaState.$Shape
         */

        /**
         * Constructs a new ReplicaState.
         * @memberof millwright
         * @classdesc Represents a ReplicaState.
         * @constructor
         * @param {millwright.ReplicaState.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ReplicaState = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ReplicaState attempt.
         * @member {string} attempt
         * @memberof millwright.ReplicaState
         * @instance
         */
        ReplicaState.prototype.attempt = "";

        /**
         * ReplicaState ready.
         * @member {boolean} ready
         * @memberof millwright.ReplicaState
         * @instance
         */
        ReplicaState.prototype.ready = false;

        /**
         * ReplicaState reason.
         * @member {string} reason
         * @memberof millwright.ReplicaState
         * @instance
         */
        ReplicaState.prototype.reason = "";

        /**
         * Creates a new ReplicaState instance using the specified properties.
         * @function create
         * @memberof millwright.ReplicaState
         * @static
         * @param {millwright.ReplicaState.$Properties=} [properties] Properties to set
         * @returns {millwright.ReplicaState} ReplicaState instance
         * @type {{
         *   (properties: millwright.ReplicaState.$Shape): millwright.ReplicaState & millwright.ReplicaState.$Shape;
         *   (properties?: millwright.ReplicaState.$Properties): millwright.ReplicaState;
         * }}
         */
        ReplicaState.create = function(properties) {
            return new ReplicaState(properties);
        };

        /**
         * Encodes the specified ReplicaState message. Does not implicitly {@link millwright.ReplicaState.verify|verify} messages.
         * @function encode
         * @memberof millwright.ReplicaState
         * @static
         * @param {millwright.ReplicaState.$Properties} message ReplicaState message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ReplicaState.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.ready != null && $Object.hasOwnProperty.call(message, "ready") && message.ready !== false)
                writer.uint32(/* id 2, wireType 0 =*/16).bool(message.ready);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ReplicaState message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.ReplicaState
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.ReplicaState & millwright.ReplicaState.$Shape} ReplicaState
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ReplicaState.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.ReplicaState();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.ready = value;
                        else
                            delete message.ready;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ReplicaState message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.ReplicaState
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.ReplicaState} ReplicaState
         */
        ReplicaState.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.ReplicaState)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.ReplicaState: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.ReplicaState();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.ready != null)
                if (object.ready)
                    message.ready = $Boolean(object.ready);
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            return message;
        };

        /**
         * Creates a plain object from a ReplicaState message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.ReplicaState
         * @static
         * @param {millwright.ReplicaState} message ReplicaState
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ReplicaState.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.ready = false;
                object.reason = "";
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.ready != null && $Object.hasOwnProperty.call(message, "ready"))
                object.ready = message.ready;
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            return object;
        };

        /**
         * Converts this ReplicaState to JSON.
         * @function toJSON
         * @memberof millwright.ReplicaState
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ReplicaState.prototype.toJSON = function() {
            return ReplicaState.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ReplicaState
         * @function getTypeUrl
         * @memberof millwright.ReplicaState
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ReplicaState.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.ReplicaState";
        };

        return ReplicaState;
    })();

    millwright.SpoolReset = (function() {

        /**
         * Properties of a SpoolReset.
         * @typedef {Object} millwright.SpoolReset.$Properties
         * @property {string|null} [reason] SpoolReset reason
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SpoolReset.
         * @memberof millwright
         * @interface ISpoolReset
         * @augments millwright.SpoolReset.$Properties
         * @deprecated Use millwright.SpoolReset.$Properties instead.
         */

        /**
         * Shape of a SpoolReset.
         * @typedef {millwright.SpoolReset.$Properties} millwright.SpoolReset.$Shape
         */

        /**
         * Constructs a new SpoolReset.
         * @memberof millwright
         * @classdesc Represents a SpoolReset.
         * @constructor
         * @param {millwright.SpoolReset.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SpoolReset = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SpoolReset reason.
         * @member {string} reason
         * @memberof millwright.SpoolReset
         * @instance
         */
        SpoolReset.prototype.reason = "";

        /**
         * Creates a new SpoolReset instance using the specified properties.
         * @function create
         * @memberof millwright.SpoolReset
         * @static
         * @param {millwright.SpoolReset.$Properties=} [properties] Properties to set
         * @returns {millwright.SpoolReset} SpoolReset instance
         * @type {{
         *   (properties: millwright.SpoolReset.$Shape): millwright.SpoolReset & millwright.SpoolReset.$Shape;
         *   (properties?: millwright.SpoolReset.$Properties): millwright.SpoolReset;
         * }}
         */
        SpoolReset.create = function(properties) {
            return new SpoolReset(properties);
        };

        /**
         * Encodes the specified SpoolReset message. Does not implicitly {@link millwright.SpoolReset.verify|verify} messages.
         * @function encode
         * @memberof millwright.SpoolReset
         * @static
         * @param {millwright.SpoolReset.$Properties} message SpoolReset message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SpoolReset.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SpoolReset message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.SpoolReset
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.SpoolReset & millwright.SpoolReset.$Shape} SpoolReset
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SpoolReset.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.SpoolReset();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SpoolReset message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.SpoolReset
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.SpoolReset} SpoolReset
         */
        SpoolReset.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.SpoolReset)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.SpoolReset: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.SpoolReset();
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            return message;
        };

        /**
         * Creates a plain object from a SpoolReset message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.SpoolReset
         * @static
         * @param {millwright.SpoolReset} message SpoolReset
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SpoolReset.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                object.reason = "";
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            return object;
        };

        /**
         * Converts this SpoolReset to JSON.
         * @function toJSON
         * @memberof millwright.SpoolReset
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SpoolReset.prototype.toJSON = function() {
            return SpoolReset.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SpoolReset
         * @function getTypeUrl
         * @memberof millwright.SpoolReset
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SpoolReset.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.SpoolReset";
        };

        return SpoolReset;
    })();

    millwright.FactsAck = (function() {

        /**
         * Properties of a FactsAck.
         * @typedef {Object} millwright.FactsAck.$Properties
         * @property {string|null} [spool] FactsAck spool
         * @property {number|null} [lastFact] FactsAck lastFact
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a FactsAck.
         * @memberof millwright
         * @interface IFactsAck
         * @augments millwright.FactsAck.$Properties
         * @deprecated Use millwright.FactsAck.$Properties instead.
         */

        /**
         * Shape of a FactsAck.
         * @typedef {millwright.FactsAck.$Properties} millwright.FactsAck.$Shape
         */

        /**
         * Constructs a new FactsAck.
         * @memberof millwright
         * @classdesc Represents a FactsAck.
         * @constructor
         * @param {millwright.FactsAck.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const FactsAck = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * FactsAck spool.
         * @member {string} spool
         * @memberof millwright.FactsAck
         * @instance
         */
        FactsAck.prototype.spool = "";

        /**
         * FactsAck lastFact.
         * @member {number} lastFact
         * @memberof millwright.FactsAck
         * @instance
         */
        FactsAck.prototype.lastFact = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new FactsAck instance using the specified properties.
         * @function create
         * @memberof millwright.FactsAck
         * @static
         * @param {millwright.FactsAck.$Properties=} [properties] Properties to set
         * @returns {millwright.FactsAck} FactsAck instance
         * @type {{
         *   (properties: millwright.FactsAck.$Shape): millwright.FactsAck & millwright.FactsAck.$Shape;
         *   (properties?: millwright.FactsAck.$Properties): millwright.FactsAck;
         * }}
         */
        FactsAck.create = function(properties) {
            return new FactsAck(properties);
        };

        /**
         * Encodes the specified FactsAck message. Does not implicitly {@link millwright.FactsAck.verify|verify} messages.
         * @function encode
         * @memberof millwright.FactsAck
         * @static
         * @param {millwright.FactsAck.$Properties} message FactsAck message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        FactsAck.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool") && message.spool !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.spool);
            if (message.lastFact != null && $Object.hasOwnProperty.call(message, "lastFact") && (typeof message.lastFact === "object" ? message.lastFact.low || message.lastFact.high : message.lastFact !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.lastFact);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a FactsAck message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.FactsAck
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.FactsAck & millwright.FactsAck.$Shape} FactsAck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        FactsAck.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.FactsAck();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.spool = value;
                        else
                            delete message.spool;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.lastFact = value;
                        else
                            delete message.lastFact;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a FactsAck message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.FactsAck
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.FactsAck} FactsAck
         */
        FactsAck.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.FactsAck)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.FactsAck: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.FactsAck();
            if (object.spool != null)
                if (typeof object.spool !== "string" || object.spool.length)
                    message.spool = $String(object.spool);
            if (object.lastFact != null)
                if (typeof object.lastFact === "object" ? object.lastFact.low || object.lastFact.high : $Number(object.lastFact) !== 0)
                    if ($util.Long)
                        message.lastFact = $util.Long.fromValue(object.lastFact, true);
                    else if (typeof object.lastFact === "string")
                        message.lastFact = $parseInt(object.lastFact, 10);
                    else if (typeof object.lastFact === "number")
                        message.lastFact = object.lastFact;
                    else if (typeof object.lastFact === "object")
                        message.lastFact = new $util.LongBits(object.lastFact.low >>> 0, object.lastFact.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a FactsAck message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.FactsAck
         * @static
         * @param {millwright.FactsAck} message FactsAck
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        FactsAck.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.spool = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.lastFact = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.lastFact = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            }
            if (message.spool != null && $Object.hasOwnProperty.call(message, "spool"))
                object.spool = message.spool;
            if (message.lastFact != null && $Object.hasOwnProperty.call(message, "lastFact"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.lastFact = typeof message.lastFact === "number" ? $BigInt(message.lastFact) : $util.Long.fromBits(message.lastFact.low >>> 0, message.lastFact.high >>> 0, true).toBigInt();
                else if (typeof message.lastFact === "number")
                    object.lastFact = options.longs === $String ? $String(message.lastFact) : message.lastFact;
                else
                    object.lastFact = options.longs === $String ? $util.Long.prototype.toString.call(message.lastFact) : options.longs === $Number ? new $util.LongBits(message.lastFact.low >>> 0, message.lastFact.high >>> 0).toNumber(true) : message.lastFact;
            return object;
        };

        /**
         * Converts this FactsAck to JSON.
         * @function toJSON
         * @memberof millwright.FactsAck
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        FactsAck.prototype.toJSON = function() {
            return FactsAck.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for FactsAck
         * @function getTypeUrl
         * @memberof millwright.FactsAck
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        FactsAck.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.FactsAck";
        };

        return FactsAck;
    })();

    millwright.Digest = (function() {

        /**
         * Properties of a Digest.
         * @typedef {Object} millwright.Digest.$Properties
         * @property {Array.<millwright.ShardProgress.$Properties>|null} [progress] Digest progress
         * @property {Array.<string>|null} [running] Digest running
         * @property {number|null} [number] Digest number
         * @property {Array.<millwright.StepReport.$Properties>|null} [steps] Digest steps
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Digest.
         * @memberof millwright
         * @interface IDigest
         * @augments millwright.Digest.$Properties
         * @deprecated Use millwright.Digest.$Properties instead.
         */

        /**
         * Shape of a Digest.
         * @typedef {millwright.Digest.$Properties} millwright.Digest.$Shape
         */

        /**
         * Constructs a new Digest.
         * @memberof millwright
         * @classdesc Represents a Digest.
         * @constructor
         * @param {millwright.Digest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Digest = function (properties) {
            this.progress = [];
            this.running = [];
            this.steps = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Digest progress.
         * @member {Array.<millwright.ShardProgress.$Properties>} progress
         * @memberof millwright.Digest
         * @instance
         */
        Digest.prototype.progress = $util.emptyArray;

        /**
         * Digest running.
         * @member {Array.<string>} running
         * @memberof millwright.Digest
         * @instance
         */
        Digest.prototype.running = $util.emptyArray;

        /**
         * Digest number.
         * @member {number} number
         * @memberof millwright.Digest
         * @instance
         */
        Digest.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Digest steps.
         * @member {Array.<millwright.StepReport.$Properties>} steps
         * @memberof millwright.Digest
         * @instance
         */
        Digest.prototype.steps = $util.emptyArray;

        /**
         * Creates a new Digest instance using the specified properties.
         * @function create
         * @memberof millwright.Digest
         * @static
         * @param {millwright.Digest.$Properties=} [properties] Properties to set
         * @returns {millwright.Digest} Digest instance
         * @type {{
         *   (properties: millwright.Digest.$Shape): millwright.Digest & millwright.Digest.$Shape;
         *   (properties?: millwright.Digest.$Properties): millwright.Digest;
         * }}
         */
        Digest.create = function(properties) {
            return new Digest(properties);
        };

        /**
         * Encodes the specified Digest message. Does not implicitly {@link millwright.Digest.verify|verify} messages.
         * @function encode
         * @memberof millwright.Digest
         * @static
         * @param {millwright.Digest.$Properties} message Digest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Digest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.progress != null && message.progress.length)
                for (let i = 0; i < message.progress.length; ++i)
                    $root.millwright.ShardProgress.encode(message.progress[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.running != null && message.running.length)
                for (let i = 0; i < message.running.length; ++i)
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.running[i]);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.number);
            if (message.steps != null && message.steps.length)
                for (let i = 0; i < message.steps.length; ++i)
                    $root.millwright.StepReport.encode(message.steps[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Digest message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Digest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Digest & millwright.Digest.$Shape} Digest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Digest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Digest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.progress && message.progress.length))
                            message.progress = [];
                        message.progress.push($root.millwright.ShardProgress.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.running && message.running.length))
                            message.running = [];
                        message.running.push(reader.stringVerify());
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.steps && message.steps.length))
                            message.steps = [];
                        message.steps.push($root.millwright.StepReport.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Digest message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Digest
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Digest} Digest
         */
        Digest.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Digest)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Digest: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Digest();
            if (object.progress) {
                if (!$Array.isArray(object.progress))
                    throw $TypeError(".millwright.Digest.progress: array expected");
                message.progress = $Array(object.progress.length);
                for (let i = 0; i < object.progress.length; ++i) {
                    if (!$util.isObject(object.progress[i]))
                        throw $TypeError(".millwright.Digest.progress: object expected");
                    message.progress[i] = $root.millwright.ShardProgress.fromObject(object.progress[i], _depth + 1);
                }
            }
            if (object.running) {
                if (!$Array.isArray(object.running))
                    throw $TypeError(".millwright.Digest.running: array expected");
                message.running = $Array(object.running.length);
                for (let i = 0; i < object.running.length; ++i)
                    message.running[i] = $String(object.running[i]);
            }
            if (object.number != null)
                if (typeof object.number === "object" ? object.number.low || object.number.high : $Number(object.number) !== 0)
                    if ($util.Long)
                        message.number = $util.Long.fromValue(object.number, true);
                    else if (typeof object.number === "string")
                        message.number = $parseInt(object.number, 10);
                    else if (typeof object.number === "number")
                        message.number = object.number;
                    else if (typeof object.number === "object")
                        message.number = new $util.LongBits(object.number.low >>> 0, object.number.high >>> 0).toNumber(true);
            if (object.steps) {
                if (!$Array.isArray(object.steps))
                    throw $TypeError(".millwright.Digest.steps: array expected");
                message.steps = $Array(object.steps.length);
                for (let i = 0; i < object.steps.length; ++i) {
                    if (!$util.isObject(object.steps[i]))
                        throw $TypeError(".millwright.Digest.steps: object expected");
                    message.steps[i] = $root.millwright.StepReport.fromObject(object.steps[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a Digest message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Digest
         * @static
         * @param {millwright.Digest} message Digest
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Digest.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.progress = [];
                object.running = [];
                object.steps = [];
            }
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.number = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.number = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.progress && message.progress.length) {
                object.progress = $Array(message.progress.length);
                for (let j = 0; j < message.progress.length; ++j)
                    object.progress[j] = $root.millwright.ShardProgress.toObject(message.progress[j], options, _depth + 1);
            }
            if (message.running && message.running.length) {
                object.running = $Array(message.running.length);
                for (let j = 0; j < message.running.length; ++j)
                    object.running[j] = message.running[j];
            }
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.number = typeof message.number === "number" ? $BigInt(message.number) : $util.Long.fromBits(message.number.low >>> 0, message.number.high >>> 0, true).toBigInt();
                else if (typeof message.number === "number")
                    object.number = options.longs === $String ? $String(message.number) : message.number;
                else
                    object.number = options.longs === $String ? $util.Long.prototype.toString.call(message.number) : options.longs === $Number ? new $util.LongBits(message.number.low >>> 0, message.number.high >>> 0).toNumber(true) : message.number;
            if (message.steps && message.steps.length) {
                object.steps = $Array(message.steps.length);
                for (let j = 0; j < message.steps.length; ++j)
                    object.steps[j] = $root.millwright.StepReport.toObject(message.steps[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this Digest to JSON.
         * @function toJSON
         * @memberof millwright.Digest
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Digest.prototype.toJSON = function() {
            return Digest.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Digest
         * @function getTypeUrl
         * @memberof millwright.Digest
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Digest.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Digest";
        };

        return Digest;
    })();

    millwright.StepReport = (function() {

        /**
         * Properties of a StepReport.
         * @typedef {Object} millwright.StepReport.$Properties
         * @property {string|null} [attempt] StepReport attempt
         * @property {number|null} [step] StepReport step
         * @property {number|null} [ageMs] StepReport ageMs
         * @property {number|null} [rank] StepReport rank
         * @property {number|null} [stepMs] StepReport stepMs
         * @property {number|null} [computeMs] StepReport computeMs
         * @property {number|null} [steps] StepReport steps
         * @property {number|null} [computeMaxMs] StepReport computeMaxMs
         * @property {number|null} [work] StepReport work
         * @property {Array.<millwright.StepSection.$Properties>|null} [sections] StepReport sections
         * @property {number|null} [stepMaxMs] StepReport stepMaxMs
         * @property {number|null} [share] StepReport share
         * @property {number|null} [firstAgeMs] StepReport firstAgeMs
         * @property {number|null} [restoredAgeMs] StepReport restoredAgeMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StepReport.
         * @memberof millwright
         * @interface IStepReport
         * @augments millwright.StepReport.$Properties
         * @deprecated Use millwright.StepReport.$Properties instead.
         */

        /**
         * Shape of a StepReport.
         * @typedef {millwright.StepReport.$Properties} millwright.StepReport.$Shape
         */

        /**
         * Constructs a new StepReport.
         * @memberof millwright
         * @classdesc Represents a StepReport.
         * @constructor
         * @param {millwright.StepReport.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StepReport = function (properties) {
            this.sections = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StepReport attempt.
         * @member {string} attempt
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.attempt = "";

        /**
         * StepReport step.
         * @member {number} step
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.step = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * StepReport ageMs.
         * @member {number} ageMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.ageMs = 0;

        /**
         * StepReport rank.
         * @member {number} rank
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.rank = 0;

        /**
         * StepReport stepMs.
         * @member {number} stepMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.stepMs = 0;

        /**
         * StepReport computeMs.
         * @member {number} computeMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.computeMs = 0;

        /**
         * StepReport steps.
         * @member {number} steps
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.steps = 0;

        /**
         * StepReport computeMaxMs.
         * @member {number} computeMaxMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.computeMaxMs = 0;

        /**
         * StepReport work.
         * @member {number} work
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.work = 0;

        /**
         * StepReport sections.
         * @member {Array.<millwright.StepSection.$Properties>} sections
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.sections = $util.emptyArray;

        /**
         * StepReport stepMaxMs.
         * @member {number} stepMaxMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.stepMaxMs = 0;

        /**
         * StepReport share.
         * @member {number} share
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.share = 0;

        /**
         * StepReport firstAgeMs.
         * @member {number} firstAgeMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.firstAgeMs = 0;

        /**
         * StepReport restoredAgeMs.
         * @member {number} restoredAgeMs
         * @memberof millwright.StepReport
         * @instance
         */
        StepReport.prototype.restoredAgeMs = 0;

        /**
         * Creates a new StepReport instance using the specified properties.
         * @function create
         * @memberof millwright.StepReport
         * @static
         * @param {millwright.StepReport.$Properties=} [properties] Properties to set
         * @returns {millwright.StepReport} StepReport instance
         * @type {{
         *   (properties: millwright.StepReport.$Shape): millwright.StepReport & millwright.StepReport.$Shape;
         *   (properties?: millwright.StepReport.$Properties): millwright.StepReport;
         * }}
         */
        StepReport.create = function(properties) {
            return new StepReport(properties);
        };

        /**
         * Encodes the specified StepReport message. Does not implicitly {@link millwright.StepReport.verify|verify} messages.
         * @function encode
         * @memberof millwright.StepReport
         * @static
         * @param {millwright.StepReport.$Properties} message StepReport message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StepReport.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && (typeof message.step === "object" ? message.step.low || message.step.high : message.step !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.step);
            if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && message.ageMs !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.ageMs);
            if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.rank);
            if (message.stepMs != null && $Object.hasOwnProperty.call(message, "stepMs") && !$Object.is(message.stepMs, 0))
                writer.uint32(/* id 5, wireType 1 =*/41).double(message.stepMs);
            if (message.computeMs != null && $Object.hasOwnProperty.call(message, "computeMs") && !$Object.is(message.computeMs, 0))
                writer.uint32(/* id 6, wireType 1 =*/49).double(message.computeMs);
            if (message.steps != null && $Object.hasOwnProperty.call(message, "steps") && message.steps !== 0)
                writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.steps);
            if (message.computeMaxMs != null && $Object.hasOwnProperty.call(message, "computeMaxMs") && !$Object.is(message.computeMaxMs, 0))
                writer.uint32(/* id 8, wireType 1 =*/65).double(message.computeMaxMs);
            if (message.work != null && $Object.hasOwnProperty.call(message, "work") && !$Object.is(message.work, 0))
                writer.uint32(/* id 9, wireType 1 =*/73).double(message.work);
            if (message.sections != null && message.sections.length)
                for (let i = 0; i < message.sections.length; ++i)
                    $root.millwright.StepSection.encode(message.sections[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.stepMaxMs != null && $Object.hasOwnProperty.call(message, "stepMaxMs") && !$Object.is(message.stepMaxMs, 0))
                writer.uint32(/* id 11, wireType 1 =*/89).double(message.stepMaxMs);
            if (message.share != null && $Object.hasOwnProperty.call(message, "share") && !$Object.is(message.share, 0))
                writer.uint32(/* id 12, wireType 1 =*/97).double(message.share);
            if (message.firstAgeMs != null && $Object.hasOwnProperty.call(message, "firstAgeMs") && message.firstAgeMs !== 0)
                writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.firstAgeMs);
            if (message.restoredAgeMs != null && $Object.hasOwnProperty.call(message, "restoredAgeMs") && message.restoredAgeMs !== 0)
                writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.restoredAgeMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StepReport message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.StepReport
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.StepReport & millwright.StepReport.$Shape} StepReport
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StepReport.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.StepReport();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.ageMs = value;
                        else
                            delete message.ageMs;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rank = value;
                        else
                            delete message.rank;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.stepMs = value;
                        else
                            delete message.stepMs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.computeMs = value;
                        else
                            delete message.computeMs;
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.steps = value;
                        else
                            delete message.steps;
                        continue;
                    }
                case 8: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.computeMaxMs = value;
                        else
                            delete message.computeMaxMs;
                        continue;
                    }
                case 9: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.work = value;
                        else
                            delete message.work;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.sections && message.sections.length))
                            message.sections = [];
                        message.sections.push($root.millwright.StepSection.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.stepMaxMs = value;
                        else
                            delete message.stepMaxMs;
                        continue;
                    }
                case 12: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.share = value;
                        else
                            delete message.share;
                        continue;
                    }
                case 13: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstAgeMs = value;
                        else
                            delete message.firstAgeMs;
                        continue;
                    }
                case 14: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.restoredAgeMs = value;
                        else
                            delete message.restoredAgeMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a StepReport message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.StepReport
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.StepReport} StepReport
         */
        StepReport.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.StepReport)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.StepReport: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.StepReport();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.step != null)
                if (typeof object.step === "object" ? object.step.low || object.step.high : $Number(object.step) !== 0)
                    if ($util.Long)
                        message.step = $util.Long.fromValue(object.step, true);
                    else if (typeof object.step === "string")
                        message.step = $parseInt(object.step, 10);
                    else if (typeof object.step === "number")
                        message.step = object.step;
                    else if (typeof object.step === "object")
                        message.step = new $util.LongBits(object.step.low >>> 0, object.step.high >>> 0).toNumber(true);
            if (object.ageMs != null)
                if ($Number(object.ageMs) !== 0)
                    message.ageMs = object.ageMs >>> 0;
            if (object.rank != null)
                if ($Number(object.rank) !== 0)
                    message.rank = object.rank >>> 0;
            if (object.stepMs != null)
                if (!$Object.is($Number(object.stepMs), 0))
                    message.stepMs = $Number(object.stepMs);
            if (object.computeMs != null)
                if (!$Object.is($Number(object.computeMs), 0))
                    message.computeMs = $Number(object.computeMs);
            if (object.steps != null)
                if ($Number(object.steps) !== 0)
                    message.steps = object.steps >>> 0;
            if (object.computeMaxMs != null)
                if (!$Object.is($Number(object.computeMaxMs), 0))
                    message.computeMaxMs = $Number(object.computeMaxMs);
            if (object.work != null)
                if (!$Object.is($Number(object.work), 0))
                    message.work = $Number(object.work);
            if (object.sections) {
                if (!$Array.isArray(object.sections))
                    throw $TypeError(".millwright.StepReport.sections: array expected");
                message.sections = $Array(object.sections.length);
                for (let i = 0; i < object.sections.length; ++i) {
                    if (!$util.isObject(object.sections[i]))
                        throw $TypeError(".millwright.StepReport.sections: object expected");
                    message.sections[i] = $root.millwright.StepSection.fromObject(object.sections[i], _depth + 1);
                }
            }
            if (object.stepMaxMs != null)
                if (!$Object.is($Number(object.stepMaxMs), 0))
                    message.stepMaxMs = $Number(object.stepMaxMs);
            if (object.share != null)
                if (!$Object.is($Number(object.share), 0))
                    message.share = $Number(object.share);
            if (object.firstAgeMs != null)
                if ($Number(object.firstAgeMs) !== 0)
                    message.firstAgeMs = object.firstAgeMs >>> 0;
            if (object.restoredAgeMs != null)
                if ($Number(object.restoredAgeMs) !== 0)
                    message.restoredAgeMs = object.restoredAgeMs >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a StepReport message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.StepReport
         * @static
         * @param {millwright.StepReport} message StepReport
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        StepReport.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.sections = [];
            if (options.defaults) {
                object.attempt = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.step = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.step = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.ageMs = 0;
                object.rank = 0;
                object.stepMs = 0;
                object.computeMs = 0;
                object.steps = 0;
                object.computeMaxMs = 0;
                object.work = 0;
                object.stepMaxMs = 0;
                object.share = 0;
                object.firstAgeMs = 0;
                object.restoredAgeMs = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.step = typeof message.step === "number" ? $BigInt(message.step) : $util.Long.fromBits(message.step.low >>> 0, message.step.high >>> 0, true).toBigInt();
                else if (typeof message.step === "number")
                    object.step = options.longs === $String ? $String(message.step) : message.step;
                else
                    object.step = options.longs === $String ? $util.Long.prototype.toString.call(message.step) : options.longs === $Number ? new $util.LongBits(message.step.low >>> 0, message.step.high >>> 0).toNumber(true) : message.step;
            if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs"))
                object.ageMs = message.ageMs;
            if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                object.rank = message.rank;
            if (message.stepMs != null && $Object.hasOwnProperty.call(message, "stepMs"))
                object.stepMs = options.json && !$isFinite(message.stepMs) ? $String(message.stepMs) : message.stepMs;
            if (message.computeMs != null && $Object.hasOwnProperty.call(message, "computeMs"))
                object.computeMs = options.json && !$isFinite(message.computeMs) ? $String(message.computeMs) : message.computeMs;
            if (message.steps != null && $Object.hasOwnProperty.call(message, "steps"))
                object.steps = message.steps;
            if (message.computeMaxMs != null && $Object.hasOwnProperty.call(message, "computeMaxMs"))
                object.computeMaxMs = options.json && !$isFinite(message.computeMaxMs) ? $String(message.computeMaxMs) : message.computeMaxMs;
            if (message.work != null && $Object.hasOwnProperty.call(message, "work"))
                object.work = options.json && !$isFinite(message.work) ? $String(message.work) : message.work;
            if (message.sections && message.sections.length) {
                object.sections = $Array(message.sections.length);
                for (let j = 0; j < message.sections.length; ++j)
                    object.sections[j] = $root.millwright.StepSection.toObject(message.sections[j], options, _depth + 1);
            }
            if (message.stepMaxMs != null && $Object.hasOwnProperty.call(message, "stepMaxMs"))
                object.stepMaxMs = options.json && !$isFinite(message.stepMaxMs) ? $String(message.stepMaxMs) : message.stepMaxMs;
            if (message.share != null && $Object.hasOwnProperty.call(message, "share"))
                object.share = options.json && !$isFinite(message.share) ? $String(message.share) : message.share;
            if (message.firstAgeMs != null && $Object.hasOwnProperty.call(message, "firstAgeMs"))
                object.firstAgeMs = message.firstAgeMs;
            if (message.restoredAgeMs != null && $Object.hasOwnProperty.call(message, "restoredAgeMs"))
                object.restoredAgeMs = message.restoredAgeMs;
            return object;
        };

        /**
         * Converts this StepReport to JSON.
         * @function toJSON
         * @memberof millwright.StepReport
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        StepReport.prototype.toJSON = function() {
            return StepReport.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for StepReport
         * @function getTypeUrl
         * @memberof millwright.StepReport
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        StepReport.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.StepReport";
        };

        return StepReport;
    })();

    millwright.StepSection = (function() {

        /**
         * Properties of a StepSection.
         * @typedef {Object} millwright.StepSection.$Properties
         * @property {string|null} [name] StepSection name
         * @property {number|null} [ms] StepSection ms
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a StepSection.
         * @memberof millwright
         * @interface IStepSection
         * @augments millwright.StepSection.$Properties
         * @deprecated Use millwright.StepSection.$Properties instead.
         */

        /**
         * Shape of a StepSection.
         * @typedef {millwright.StepSection.$Properties} millwright.StepSection.$Shape
         */

        /**
         * Constructs a new StepSection.
         * @memberof millwright
         * @classdesc Represents a StepSection.
         * @constructor
         * @param {millwright.StepSection.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const StepSection = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * StepSection name.
         * @member {string} name
         * @memberof millwright.StepSection
         * @instance
         */
        StepSection.prototype.name = "";

        /**
         * StepSection ms.
         * @member {number} ms
         * @memberof millwright.StepSection
         * @instance
         */
        StepSection.prototype.ms = 0;

        /**
         * Creates a new StepSection instance using the specified properties.
         * @function create
         * @memberof millwright.StepSection
         * @static
         * @param {millwright.StepSection.$Properties=} [properties] Properties to set
         * @returns {millwright.StepSection} StepSection instance
         * @type {{
         *   (properties: millwright.StepSection.$Shape): millwright.StepSection & millwright.StepSection.$Shape;
         *   (properties?: millwright.StepSection.$Properties): millwright.StepSection;
         * }}
         */
        StepSection.create = function(properties) {
            return new StepSection(properties);
        };

        /**
         * Encodes the specified StepSection message. Does not implicitly {@link millwright.StepSection.verify|verify} messages.
         * @function encode
         * @memberof millwright.StepSection
         * @static
         * @param {millwright.StepSection.$Properties} message StepSection message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        StepSection.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
            if (message.ms != null && $Object.hasOwnProperty.call(message, "ms") && !$Object.is(message.ms, 0))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.ms);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a StepSection message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.StepSection
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.StepSection & millwright.StepSection.$Shape} StepSection
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        StepSection.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.StepSection();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.ms = value;
                        else
                            delete message.ms;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a StepSection message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.StepSection
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.StepSection} StepSection
         */
        StepSection.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.StepSection)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.StepSection: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.StepSection();
            if (object.name != null)
                if (typeof object.name !== "string" || object.name.length)
                    message.name = $String(object.name);
            if (object.ms != null)
                if (!$Object.is($Number(object.ms), 0))
                    message.ms = $Number(object.ms);
            return message;
        };

        /**
         * Creates a plain object from a StepSection message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.StepSection
         * @static
         * @param {millwright.StepSection} message StepSection
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        StepSection.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.name = "";
                object.ms = 0;
            }
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                object.name = message.name;
            if (message.ms != null && $Object.hasOwnProperty.call(message, "ms"))
                object.ms = options.json && !$isFinite(message.ms) ? $String(message.ms) : message.ms;
            return object;
        };

        /**
         * Converts this StepSection to JSON.
         * @function toJSON
         * @memberof millwright.StepSection
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        StepSection.prototype.toJSON = function() {
            return StepSection.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for StepSection
         * @function getTypeUrl
         * @memberof millwright.StepSection
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        StepSection.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.StepSection";
        };

        return StepSection;
    })();

    millwright.Heard = (function() {

        /**
         * Properties of a Heard.
         * @typedef {Object} millwright.Heard.$Properties
         * @property {number|null} [number] Heard number
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Heard.
         * @memberof millwright
         * @interface IHeard
         * @augments millwright.Heard.$Properties
         * @deprecated Use millwright.Heard.$Properties instead.
         */

        /**
         * Shape of a Heard.
         * @typedef {millwright.Heard.$Properties} millwright.Heard.$Shape
         */

        /**
         * Constructs a new Heard.
         * @memberof millwright
         * @classdesc Represents a Heard.
         * @constructor
         * @param {millwright.Heard.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Heard = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Heard number.
         * @member {number} number
         * @memberof millwright.Heard
         * @instance
         */
        Heard.prototype.number = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Creates a new Heard instance using the specified properties.
         * @function create
         * @memberof millwright.Heard
         * @static
         * @param {millwright.Heard.$Properties=} [properties] Properties to set
         * @returns {millwright.Heard} Heard instance
         * @type {{
         *   (properties: millwright.Heard.$Shape): millwright.Heard & millwright.Heard.$Shape;
         *   (properties?: millwright.Heard.$Properties): millwright.Heard;
         * }}
         */
        Heard.create = function(properties) {
            return new Heard(properties);
        };

        /**
         * Encodes the specified Heard message. Does not implicitly {@link millwright.Heard.verify|verify} messages.
         * @function encode
         * @memberof millwright.Heard
         * @static
         * @param {millwright.Heard.$Properties} message Heard message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Heard.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && (typeof message.number === "object" ? message.number.low || message.number.high : message.number !== 0))
                writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.number);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Heard message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Heard
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Heard & millwright.Heard.$Shape} Heard
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Heard.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Heard();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Heard message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Heard
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Heard} Heard
         */
        Heard.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Heard)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Heard: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Heard();
            if (object.number != null)
                if (typeof object.number === "object" ? object.number.low || object.number.high : $Number(object.number) !== 0)
                    if ($util.Long)
                        message.number = $util.Long.fromValue(object.number, true);
                    else if (typeof object.number === "string")
                        message.number = $parseInt(object.number, 10);
                    else if (typeof object.number === "number")
                        message.number = object.number;
                    else if (typeof object.number === "object")
                        message.number = new $util.LongBits(object.number.low >>> 0, object.number.high >>> 0).toNumber(true);
            return message;
        };

        /**
         * Creates a plain object from a Heard message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Heard
         * @static
         * @param {millwright.Heard} message Heard
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Heard.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults)
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.number = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.number = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.number = typeof message.number === "number" ? $BigInt(message.number) : $util.Long.fromBits(message.number.low >>> 0, message.number.high >>> 0, true).toBigInt();
                else if (typeof message.number === "number")
                    object.number = options.longs === $String ? $String(message.number) : message.number;
                else
                    object.number = options.longs === $String ? $util.Long.prototype.toString.call(message.number) : options.longs === $Number ? new $util.LongBits(message.number.low >>> 0, message.number.high >>> 0).toNumber(true) : message.number;
            return object;
        };

        /**
         * Converts this Heard to JSON.
         * @function toJSON
         * @memberof millwright.Heard
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Heard.prototype.toJSON = function() {
            return Heard.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Heard
         * @function getTypeUrl
         * @memberof millwright.Heard
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Heard.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Heard";
        };

        return Heard;
    })();

    millwright.ShardProgress = (function() {

        /**
         * Properties of a ShardProgress.
         * @typedef {Object} millwright.ShardProgress.$Properties
         * @property {string|null} [attempt] ShardProgress attempt
         * @property {number|null} [shard] ShardProgress shard
         * @property {number|null} [fraction] ShardProgress fraction
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a ShardProgress.
         * @memberof millwright
         * @interface IShardProgress
         * @augments millwright.ShardProgress.$Properties
         * @deprecated Use millwright.ShardProgress.$Properties instead.
         */

        /**
         * Shape of a ShardProgress.
         * @typedef {millwright.ShardProgress.$Properties} millwright.ShardProgress.$Shape
         */

        /**
         * Constructs a new ShardProgress.
         * @memberof millwright
         * @classdesc Represents a ShardProgress.
         * @constructor
         * @param {millwright.ShardProgress.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const ShardProgress = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * ShardProgress attempt.
         * @member {string} attempt
         * @memberof millwright.ShardProgress
         * @instance
         */
        ShardProgress.prototype.attempt = "";

        /**
         * ShardProgress shard.
         * @member {number} shard
         * @memberof millwright.ShardProgress
         * @instance
         */
        ShardProgress.prototype.shard = 0;

        /**
         * ShardProgress fraction.
         * @member {number} fraction
         * @memberof millwright.ShardProgress
         * @instance
         */
        ShardProgress.prototype.fraction = 0;

        /**
         * Creates a new ShardProgress instance using the specified properties.
         * @function create
         * @memberof millwright.ShardProgress
         * @static
         * @param {millwright.ShardProgress.$Properties=} [properties] Properties to set
         * @returns {millwright.ShardProgress} ShardProgress instance
         * @type {{
         *   (properties: millwright.ShardProgress.$Shape): millwright.ShardProgress & millwright.ShardProgress.$Shape;
         *   (properties?: millwright.ShardProgress.$Properties): millwright.ShardProgress;
         * }}
         */
        ShardProgress.create = function(properties) {
            return new ShardProgress(properties);
        };

        /**
         * Encodes the specified ShardProgress message. Does not implicitly {@link millwright.ShardProgress.verify|verify} messages.
         * @function encode
         * @memberof millwright.ShardProgress
         * @static
         * @param {millwright.ShardProgress.$Properties} message ShardProgress message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        ShardProgress.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard") && message.shard !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.shard);
            if (message.fraction != null && $Object.hasOwnProperty.call(message, "fraction") && !$Object.is(message.fraction, 0))
                writer.uint32(/* id 3, wireType 1 =*/25).double(message.fraction);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a ShardProgress message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.ShardProgress
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.ShardProgress & millwright.ShardProgress.$Shape} ShardProgress
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        ShardProgress.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.ShardProgress();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.shard = value;
                        else
                            delete message.shard;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.fraction = value;
                        else
                            delete message.fraction;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a ShardProgress message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.ShardProgress
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.ShardProgress} ShardProgress
         */
        ShardProgress.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.ShardProgress)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.ShardProgress: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.ShardProgress();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.shard != null)
                if ($Number(object.shard) !== 0)
                    message.shard = object.shard >>> 0;
            if (object.fraction != null)
                if (!$Object.is($Number(object.fraction), 0))
                    message.fraction = $Number(object.fraction);
            return message;
        };

        /**
         * Creates a plain object from a ShardProgress message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.ShardProgress
         * @static
         * @param {millwright.ShardProgress} message ShardProgress
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        ShardProgress.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.shard = 0;
                object.fraction = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard"))
                object.shard = message.shard;
            if (message.fraction != null && $Object.hasOwnProperty.call(message, "fraction"))
                object.fraction = options.json && !$isFinite(message.fraction) ? $String(message.fraction) : message.fraction;
            return object;
        };

        /**
         * Converts this ShardProgress to JSON.
         * @function toJSON
         * @memberof millwright.ShardProgress
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        ShardProgress.prototype.toJSON = function() {
            return ShardProgress.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for ShardProgress
         * @function getTypeUrl
         * @memberof millwright.ShardProgress
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        ShardProgress.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.ShardProgress";
        };

        return ShardProgress;
    })();

    millwright.Desired = (function() {

        /**
         * Properties of a Desired.
         * @typedef {Object} millwright.Desired.$Properties
         * @property {number|null} [incarnation] Desired incarnation
         * @property {number|null} [generation] Desired generation
         * @property {Array.<millwright.DesiredAttempt.$Properties>|null} [attempts] Desired attempts
         * @property {Array.<string>|null} [forget] Desired forget
         * @property {Array.<millwright.DesiredCheck.$Properties>|null} [checks] Desired checks
         * @property {boolean|null} [releaseGpus] Desired releaseGpus
         * @property {Array.<millwright.DiscardedCheckpoint.$Properties>|null} [discards] Desired discards
         * @property {Array.<millwright.SaveInterval.$Properties>|null} [intervals] Desired intervals
         * @property {Array.<millwright.WorkShare.$Properties>|null} [shares] Desired shares
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Desired.
         * @memberof millwright
         * @interface IDesired
         * @augments millwright.Desired.$Properties
         * @deprecated Use millwright.Desired.$Properties instead.
         */

        /**
         * Shape of a Desired.
         * @typedef {millwright.Desired.$Properties} millwright.Desired.$Shape
         */

        /**
         * Constructs a new Desired.
         * @memberof millwright
         * @classdesc Represents a Desired.
         * @constructor
         * @param {millwright.Desired.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Desired = function (properties) {
            this.attempts = [];
            this.forget = [];
            this.checks = [];
            this.discards = [];
            this.intervals = [];
            this.shares = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Desired incarnation.
         * @member {number} incarnation
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.incarnation = 0;

        /**
         * Desired generation.
         * @member {number} generation
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.generation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * Desired attempts.
         * @member {Array.<millwright.DesiredAttempt.$Properties>} attempts
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.attempts = $util.emptyArray;

        /**
         * Desired forget.
         * @member {Array.<string>} forget
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.forget = $util.emptyArray;

        /**
         * Desired checks.
         * @member {Array.<millwright.DesiredCheck.$Properties>} checks
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.checks = $util.emptyArray;

        /**
         * Desired releaseGpus.
         * @member {boolean} releaseGpus
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.releaseGpus = false;

        /**
         * Desired discards.
         * @member {Array.<millwright.DiscardedCheckpoint.$Properties>} discards
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.discards = $util.emptyArray;

        /**
         * Desired intervals.
         * @member {Array.<millwright.SaveInterval.$Properties>} intervals
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.intervals = $util.emptyArray;

        /**
         * Desired shares.
         * @member {Array.<millwright.WorkShare.$Properties>} shares
         * @memberof millwright.Desired
         * @instance
         */
        Desired.prototype.shares = $util.emptyArray;

        /**
         * Creates a new Desired instance using the specified properties.
         * @function create
         * @memberof millwright.Desired
         * @static
         * @param {millwright.Desired.$Properties=} [properties] Properties to set
         * @returns {millwright.Desired} Desired instance
         * @type {{
         *   (properties: millwright.Desired.$Shape): millwright.Desired & millwright.Desired.$Shape;
         *   (properties?: millwright.Desired.$Properties): millwright.Desired;
         * }}
         */
        Desired.create = function(properties) {
            return new Desired(properties);
        };

        /**
         * Encodes the specified Desired message. Does not implicitly {@link millwright.Desired.verify|verify} messages.
         * @function encode
         * @memberof millwright.Desired
         * @static
         * @param {millwright.Desired.$Properties} message Desired message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Desired.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation") && message.incarnation !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.incarnation);
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && (typeof message.generation === "object" ? message.generation.low || message.generation.high : message.generation !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.generation);
            if (message.attempts != null && message.attempts.length)
                for (let i = 0; i < message.attempts.length; ++i)
                    $root.millwright.DesiredAttempt.encode(message.attempts[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
            if (message.forget != null && message.forget.length)
                for (let i = 0; i < message.forget.length; ++i)
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.forget[i]);
            if (message.checks != null && message.checks.length)
                for (let i = 0; i < message.checks.length; ++i)
                    $root.millwright.DesiredCheck.encode(message.checks[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.releaseGpus != null && $Object.hasOwnProperty.call(message, "releaseGpus") && message.releaseGpus !== false)
                writer.uint32(/* id 6, wireType 0 =*/48).bool(message.releaseGpus);
            if (message.discards != null && message.discards.length)
                for (let i = 0; i < message.discards.length; ++i)
                    $root.millwright.DiscardedCheckpoint.encode(message.discards[i], writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
            if (message.intervals != null && message.intervals.length)
                for (let i = 0; i < message.intervals.length; ++i)
                    $root.millwright.SaveInterval.encode(message.intervals[i], writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
            if (message.shares != null && message.shares.length)
                for (let i = 0; i < message.shares.length; ++i)
                    $root.millwright.WorkShare.encode(message.shares[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Desired message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Desired
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Desired & millwright.Desired.$Shape} Desired
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Desired.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Desired();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.incarnation = value;
                        else
                            delete message.incarnation;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.generation = value;
                        else
                            delete message.generation;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if (!(message.attempts && message.attempts.length))
                            message.attempts = [];
                        message.attempts.push($root.millwright.DesiredAttempt.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.forget && message.forget.length))
                            message.forget = [];
                        message.forget.push(reader.stringVerify());
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.checks && message.checks.length))
                            message.checks = [];
                        message.checks.push($root.millwright.DesiredCheck.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.releaseGpus = value;
                        else
                            delete message.releaseGpus;
                        continue;
                    }
                case 10: {
                        if (wireType !== 2)
                            break;
                        if (!(message.discards && message.discards.length))
                            message.discards = [];
                        message.discards.push($root.millwright.DiscardedCheckpoint.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 11: {
                        if (wireType !== 2)
                            break;
                        if (!(message.intervals && message.intervals.length))
                            message.intervals = [];
                        message.intervals.push($root.millwright.SaveInterval.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 12: {
                        if (wireType !== 2)
                            break;
                        if (!(message.shares && message.shares.length))
                            message.shares = [];
                        message.shares.push($root.millwright.WorkShare.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Desired message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Desired
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Desired} Desired
         */
        Desired.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Desired)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Desired: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Desired();
            if (object.incarnation != null)
                if ($Number(object.incarnation) !== 0)
                    message.incarnation = object.incarnation >>> 0;
            if (object.generation != null)
                if (typeof object.generation === "object" ? object.generation.low || object.generation.high : $Number(object.generation) !== 0)
                    if ($util.Long)
                        message.generation = $util.Long.fromValue(object.generation, true);
                    else if (typeof object.generation === "string")
                        message.generation = $parseInt(object.generation, 10);
                    else if (typeof object.generation === "number")
                        message.generation = object.generation;
                    else if (typeof object.generation === "object")
                        message.generation = new $util.LongBits(object.generation.low >>> 0, object.generation.high >>> 0).toNumber(true);
            if (object.attempts) {
                if (!$Array.isArray(object.attempts))
                    throw $TypeError(".millwright.Desired.attempts: array expected");
                message.attempts = $Array(object.attempts.length);
                for (let i = 0; i < object.attempts.length; ++i) {
                    if (!$util.isObject(object.attempts[i]))
                        throw $TypeError(".millwright.Desired.attempts: object expected");
                    message.attempts[i] = $root.millwright.DesiredAttempt.fromObject(object.attempts[i], _depth + 1);
                }
            }
            if (object.forget) {
                if (!$Array.isArray(object.forget))
                    throw $TypeError(".millwright.Desired.forget: array expected");
                message.forget = $Array(object.forget.length);
                for (let i = 0; i < object.forget.length; ++i)
                    message.forget[i] = $String(object.forget[i]);
            }
            if (object.checks) {
                if (!$Array.isArray(object.checks))
                    throw $TypeError(".millwright.Desired.checks: array expected");
                message.checks = $Array(object.checks.length);
                for (let i = 0; i < object.checks.length; ++i) {
                    if (!$util.isObject(object.checks[i]))
                        throw $TypeError(".millwright.Desired.checks: object expected");
                    message.checks[i] = $root.millwright.DesiredCheck.fromObject(object.checks[i], _depth + 1);
                }
            }
            if (object.releaseGpus != null)
                if (object.releaseGpus)
                    message.releaseGpus = $Boolean(object.releaseGpus);
            if (object.discards) {
                if (!$Array.isArray(object.discards))
                    throw $TypeError(".millwright.Desired.discards: array expected");
                message.discards = $Array(object.discards.length);
                for (let i = 0; i < object.discards.length; ++i) {
                    if (!$util.isObject(object.discards[i]))
                        throw $TypeError(".millwright.Desired.discards: object expected");
                    message.discards[i] = $root.millwright.DiscardedCheckpoint.fromObject(object.discards[i], _depth + 1);
                }
            }
            if (object.intervals) {
                if (!$Array.isArray(object.intervals))
                    throw $TypeError(".millwright.Desired.intervals: array expected");
                message.intervals = $Array(object.intervals.length);
                for (let i = 0; i < object.intervals.length; ++i) {
                    if (!$util.isObject(object.intervals[i]))
                        throw $TypeError(".millwright.Desired.intervals: object expected");
                    message.intervals[i] = $root.millwright.SaveInterval.fromObject(object.intervals[i], _depth + 1);
                }
            }
            if (object.shares) {
                if (!$Array.isArray(object.shares))
                    throw $TypeError(".millwright.Desired.shares: array expected");
                message.shares = $Array(object.shares.length);
                for (let i = 0; i < object.shares.length; ++i) {
                    if (!$util.isObject(object.shares[i]))
                        throw $TypeError(".millwright.Desired.shares: object expected");
                    message.shares[i] = $root.millwright.WorkShare.fromObject(object.shares[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a Desired message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Desired
         * @static
         * @param {millwright.Desired} message Desired
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Desired.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.attempts = [];
                object.forget = [];
                object.checks = [];
                object.discards = [];
                object.intervals = [];
                object.shares = [];
            }
            if (options.defaults) {
                object.incarnation = 0;
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.generation = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.generation = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.releaseGpus = false;
            }
            if (message.incarnation != null && $Object.hasOwnProperty.call(message, "incarnation"))
                object.incarnation = message.incarnation;
            if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.generation = typeof message.generation === "number" ? $BigInt(message.generation) : $util.Long.fromBits(message.generation.low >>> 0, message.generation.high >>> 0, true).toBigInt();
                else if (typeof message.generation === "number")
                    object.generation = options.longs === $String ? $String(message.generation) : message.generation;
                else
                    object.generation = options.longs === $String ? $util.Long.prototype.toString.call(message.generation) : options.longs === $Number ? new $util.LongBits(message.generation.low >>> 0, message.generation.high >>> 0).toNumber(true) : message.generation;
            if (message.attempts && message.attempts.length) {
                object.attempts = $Array(message.attempts.length);
                for (let j = 0; j < message.attempts.length; ++j)
                    object.attempts[j] = $root.millwright.DesiredAttempt.toObject(message.attempts[j], options, _depth + 1);
            }
            if (message.forget && message.forget.length) {
                object.forget = $Array(message.forget.length);
                for (let j = 0; j < message.forget.length; ++j)
                    object.forget[j] = message.forget[j];
            }
            if (message.checks && message.checks.length) {
                object.checks = $Array(message.checks.length);
                for (let j = 0; j < message.checks.length; ++j)
                    object.checks[j] = $root.millwright.DesiredCheck.toObject(message.checks[j], options, _depth + 1);
            }
            if (message.releaseGpus != null && $Object.hasOwnProperty.call(message, "releaseGpus"))
                object.releaseGpus = message.releaseGpus;
            if (message.discards && message.discards.length) {
                object.discards = $Array(message.discards.length);
                for (let j = 0; j < message.discards.length; ++j)
                    object.discards[j] = $root.millwright.DiscardedCheckpoint.toObject(message.discards[j], options, _depth + 1);
            }
            if (message.intervals && message.intervals.length) {
                object.intervals = $Array(message.intervals.length);
                for (let j = 0; j < message.intervals.length; ++j)
                    object.intervals[j] = $root.millwright.SaveInterval.toObject(message.intervals[j], options, _depth + 1);
            }
            if (message.shares && message.shares.length) {
                object.shares = $Array(message.shares.length);
                for (let j = 0; j < message.shares.length; ++j)
                    object.shares[j] = $root.millwright.WorkShare.toObject(message.shares[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this Desired to JSON.
         * @function toJSON
         * @memberof millwright.Desired
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Desired.prototype.toJSON = function() {
            return Desired.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Desired
         * @function getTypeUrl
         * @memberof millwright.Desired
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Desired.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Desired";
        };

        return Desired;
    })();

    millwright.DiscardedCheckpoint = (function() {

        /**
         * Properties of a DiscardedCheckpoint.
         * @typedef {Object} millwright.DiscardedCheckpoint.$Properties
         * @property {string|null} [job] DiscardedCheckpoint job
         * @property {number|null} [step] DiscardedCheckpoint step
         * @property {string|null} [path] DiscardedCheckpoint path
         * @property {number|null} [uid] DiscardedCheckpoint uid
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DiscardedCheckpoint.
         * @memberof millwright
         * @interface IDiscardedCheckpoint
         * @augments millwright.DiscardedCheckpoint.$Properties
         * @deprecated Use millwright.DiscardedCheckpoint.$Properties instead.
         */

        /**
         * Shape of a DiscardedCheckpoint.
         * @typedef {millwright.DiscardedCheckpoint.$Properties} millwright.DiscardedCheckpoint.$Shape
         */

        /**
         * Constructs a new DiscardedCheckpoint.
         * @memberof millwright
         * @classdesc Represents a DiscardedCheckpoint.
         * @constructor
         * @param {millwright.DiscardedCheckpoint.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DiscardedCheckpoint = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DiscardedCheckpoint job.
         * @member {string} job
         * @memberof millwright.DiscardedCheckpoint
         * @instance
         */
        DiscardedCheckpoint.prototype.job = "";

        /**
         * DiscardedCheckpoint step.
         * @member {number} step
         * @memberof millwright.DiscardedCheckpoint
         * @instance
         */
        DiscardedCheckpoint.prototype.step = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

        /**
         * DiscardedCheckpoint path.
         * @member {string} path
         * @memberof millwright.DiscardedCheckpoint
         * @instance
         */
        DiscardedCheckpoint.prototype.path = "";

        /**
         * DiscardedCheckpoint uid.
         * @member {number} uid
         * @memberof millwright.DiscardedCheckpoint
         * @instance
         */
        DiscardedCheckpoint.prototype.uid = 0;

        /**
         * Creates a new DiscardedCheckpoint instance using the specified properties.
         * @function create
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {millwright.DiscardedCheckpoint.$Properties=} [properties] Properties to set
         * @returns {millwright.DiscardedCheckpoint} DiscardedCheckpoint instance
         * @type {{
         *   (properties: millwright.DiscardedCheckpoint.$Shape): millwright.DiscardedCheckpoint & millwright.DiscardedCheckpoint.$Shape;
         *   (properties?: millwright.DiscardedCheckpoint.$Properties): millwright.DiscardedCheckpoint;
         * }}
         */
        DiscardedCheckpoint.create = function(properties) {
            return new DiscardedCheckpoint(properties);
        };

        /**
         * Encodes the specified DiscardedCheckpoint message. Does not implicitly {@link millwright.DiscardedCheckpoint.verify|verify} messages.
         * @function encode
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {millwright.DiscardedCheckpoint.$Properties} message DiscardedCheckpoint message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DiscardedCheckpoint.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.job);
            if (message.step != null && $Object.hasOwnProperty.call(message, "step") && (typeof message.step === "object" ? message.step.low || message.step.high : message.step !== 0))
                writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.step);
            if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.path);
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.uid);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DiscardedCheckpoint message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.DiscardedCheckpoint & millwright.DiscardedCheckpoint.$Shape} DiscardedCheckpoint
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DiscardedCheckpoint.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.DiscardedCheckpoint();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.job = value;
                        else
                            delete message.job;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                            message.step = value;
                        else
                            delete message.step;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.path = value;
                        else
                            delete message.path;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.uid = value;
                        else
                            delete message.uid;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DiscardedCheckpoint message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.DiscardedCheckpoint} DiscardedCheckpoint
         */
        DiscardedCheckpoint.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.DiscardedCheckpoint)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.DiscardedCheckpoint: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.DiscardedCheckpoint();
            if (object.job != null)
                if (typeof object.job !== "string" || object.job.length)
                    message.job = $String(object.job);
            if (object.step != null)
                if (typeof object.step === "object" ? object.step.low || object.step.high : $Number(object.step) !== 0)
                    if ($util.Long)
                        message.step = $util.Long.fromValue(object.step, true);
                    else if (typeof object.step === "string")
                        message.step = $parseInt(object.step, 10);
                    else if (typeof object.step === "number")
                        message.step = object.step;
                    else if (typeof object.step === "object")
                        message.step = new $util.LongBits(object.step.low >>> 0, object.step.high >>> 0).toNumber(true);
            if (object.path != null)
                if (typeof object.path !== "string" || object.path.length)
                    message.path = $String(object.path);
            if (object.uid != null)
                if ($Number(object.uid) !== 0)
                    message.uid = object.uid >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a DiscardedCheckpoint message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {millwright.DiscardedCheckpoint} message DiscardedCheckpoint
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DiscardedCheckpoint.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.job = "";
                if ($util.Long) {
                    let long = new $util.Long(0, 0, true);
                    object.step = options.longs === $String ? long.toString() : options.longs === $Number ? long.toNumber() : typeof $BigInt !== "undefined" && options.longs === $BigInt ? long.toBigInt() : long;
                } else
                    object.step = options.longs === $String ? "0" : typeof $BigInt !== "undefined" && options.longs === $BigInt ? $BigInt("0") : 0;
                object.path = "";
                object.uid = 0;
            }
            if (message.job != null && $Object.hasOwnProperty.call(message, "job"))
                object.job = message.job;
            if (message.step != null && $Object.hasOwnProperty.call(message, "step"))
                if (typeof $BigInt !== "undefined" && options.longs === $BigInt)
                    object.step = typeof message.step === "number" ? $BigInt(message.step) : $util.Long.fromBits(message.step.low >>> 0, message.step.high >>> 0, true).toBigInt();
                else if (typeof message.step === "number")
                    object.step = options.longs === $String ? $String(message.step) : message.step;
                else
                    object.step = options.longs === $String ? $util.Long.prototype.toString.call(message.step) : options.longs === $Number ? new $util.LongBits(message.step.low >>> 0, message.step.high >>> 0).toNumber(true) : message.step;
            if (message.path != null && $Object.hasOwnProperty.call(message, "path"))
                object.path = message.path;
            if (message.uid != null && $Object.hasOwnProperty.call(message, "uid"))
                object.uid = message.uid;
            return object;
        };

        /**
         * Converts this DiscardedCheckpoint to JSON.
         * @function toJSON
         * @memberof millwright.DiscardedCheckpoint
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DiscardedCheckpoint.prototype.toJSON = function() {
            return DiscardedCheckpoint.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DiscardedCheckpoint
         * @function getTypeUrl
         * @memberof millwright.DiscardedCheckpoint
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DiscardedCheckpoint.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.DiscardedCheckpoint";
        };

        return DiscardedCheckpoint;
    })();

    millwright.SaveInterval = (function() {

        /**
         * Properties of a SaveInterval.
         * @typedef {Object} millwright.SaveInterval.$Properties
         * @property {string|null} [attempt] SaveInterval attempt
         * @property {number|null} [intervalMs] SaveInterval intervalMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SaveInterval.
         * @memberof millwright
         * @interface ISaveInterval
         * @augments millwright.SaveInterval.$Properties
         * @deprecated Use millwright.SaveInterval.$Properties instead.
         */

        /**
         * Shape of a SaveInterval.
         * @typedef {millwright.SaveInterval.$Properties} millwright.SaveInterval.$Shape
         */

        /**
         * Constructs a new SaveInterval.
         * @memberof millwright
         * @classdesc Represents a SaveInterval.
         * @constructor
         * @param {millwright.SaveInterval.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SaveInterval = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SaveInterval attempt.
         * @member {string} attempt
         * @memberof millwright.SaveInterval
         * @instance
         */
        SaveInterval.prototype.attempt = "";

        /**
         * SaveInterval intervalMs.
         * @member {number} intervalMs
         * @memberof millwright.SaveInterval
         * @instance
         */
        SaveInterval.prototype.intervalMs = 0;

        /**
         * Creates a new SaveInterval instance using the specified properties.
         * @function create
         * @memberof millwright.SaveInterval
         * @static
         * @param {millwright.SaveInterval.$Properties=} [properties] Properties to set
         * @returns {millwright.SaveInterval} SaveInterval instance
         * @type {{
         *   (properties: millwright.SaveInterval.$Shape): millwright.SaveInterval & millwright.SaveInterval.$Shape;
         *   (properties?: millwright.SaveInterval.$Properties): millwright.SaveInterval;
         * }}
         */
        SaveInterval.create = function(properties) {
            return new SaveInterval(properties);
        };

        /**
         * Encodes the specified SaveInterval message. Does not implicitly {@link millwright.SaveInterval.verify|verify} messages.
         * @function encode
         * @memberof millwright.SaveInterval
         * @static
         * @param {millwright.SaveInterval.$Properties} message SaveInterval message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SaveInterval.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs") && !$Object.is(message.intervalMs, 0))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.intervalMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SaveInterval message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.SaveInterval
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.SaveInterval & millwright.SaveInterval.$Shape} SaveInterval
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SaveInterval.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.SaveInterval();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.intervalMs = value;
                        else
                            delete message.intervalMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SaveInterval message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.SaveInterval
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.SaveInterval} SaveInterval
         */
        SaveInterval.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.SaveInterval)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.SaveInterval: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.SaveInterval();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.intervalMs != null)
                if (!$Object.is($Number(object.intervalMs), 0))
                    message.intervalMs = $Number(object.intervalMs);
            return message;
        };

        /**
         * Creates a plain object from a SaveInterval message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.SaveInterval
         * @static
         * @param {millwright.SaveInterval} message SaveInterval
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SaveInterval.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.intervalMs = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.intervalMs != null && $Object.hasOwnProperty.call(message, "intervalMs"))
                object.intervalMs = options.json && !$isFinite(message.intervalMs) ? $String(message.intervalMs) : message.intervalMs;
            return object;
        };

        /**
         * Converts this SaveInterval to JSON.
         * @function toJSON
         * @memberof millwright.SaveInterval
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SaveInterval.prototype.toJSON = function() {
            return SaveInterval.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SaveInterval
         * @function getTypeUrl
         * @memberof millwright.SaveInterval
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SaveInterval.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.SaveInterval";
        };

        return SaveInterval;
    })();

    millwright.WorkShare = (function() {

        /**
         * Properties of a WorkShare.
         * @typedef {Object} millwright.WorkShare.$Properties
         * @property {string|null} [attempt] WorkShare attempt
         * @property {number|null} [rank] WorkShare rank
         * @property {number|null} [share] WorkShare share
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a WorkShare.
         * @memberof millwright
         * @interface IWorkShare
         * @augments millwright.WorkShare.$Properties
         * @deprecated Use millwright.WorkShare.$Properties instead.
         */

        /**
         * Shape of a WorkShare.
         * @typedef {millwright.WorkShare.$Properties} millwright.WorkShare.$Shape
         */

        /**
         * Constructs a new WorkShare.
         * @memberof millwright
         * @classdesc Represents a WorkShare.
         * @constructor
         * @param {millwright.WorkShare.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const WorkShare = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * WorkShare attempt.
         * @member {string} attempt
         * @memberof millwright.WorkShare
         * @instance
         */
        WorkShare.prototype.attempt = "";

        /**
         * WorkShare rank.
         * @member {number} rank
         * @memberof millwright.WorkShare
         * @instance
         */
        WorkShare.prototype.rank = 0;

        /**
         * WorkShare share.
         * @member {number} share
         * @memberof millwright.WorkShare
         * @instance
         */
        WorkShare.prototype.share = 0;

        /**
         * Creates a new WorkShare instance using the specified properties.
         * @function create
         * @memberof millwright.WorkShare
         * @static
         * @param {millwright.WorkShare.$Properties=} [properties] Properties to set
         * @returns {millwright.WorkShare} WorkShare instance
         * @type {{
         *   (properties: millwright.WorkShare.$Shape): millwright.WorkShare & millwright.WorkShare.$Shape;
         *   (properties?: millwright.WorkShare.$Properties): millwright.WorkShare;
         * }}
         */
        WorkShare.create = function(properties) {
            return new WorkShare(properties);
        };

        /**
         * Encodes the specified WorkShare message. Does not implicitly {@link millwright.WorkShare.verify|verify} messages.
         * @function encode
         * @memberof millwright.WorkShare
         * @static
         * @param {millwright.WorkShare.$Properties} message WorkShare message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        WorkShare.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.rank);
            if (message.share != null && $Object.hasOwnProperty.call(message, "share") && !$Object.is(message.share, 0))
                writer.uint32(/* id 3, wireType 1 =*/25).double(message.share);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a WorkShare message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.WorkShare
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.WorkShare & millwright.WorkShare.$Shape} WorkShare
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        WorkShare.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.WorkShare();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rank = value;
                        else
                            delete message.rank;
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.share = value;
                        else
                            delete message.share;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a WorkShare message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.WorkShare
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.WorkShare} WorkShare
         */
        WorkShare.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.WorkShare)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.WorkShare: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.WorkShare();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.rank != null)
                if ($Number(object.rank) !== 0)
                    message.rank = object.rank >>> 0;
            if (object.share != null)
                if (!$Object.is($Number(object.share), 0))
                    message.share = $Number(object.share);
            return message;
        };

        /**
         * Creates a plain object from a WorkShare message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.WorkShare
         * @static
         * @param {millwright.WorkShare} message WorkShare
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        WorkShare.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.attempt = "";
                object.rank = 0;
                object.share = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.rank != null && $Object.hasOwnProperty.call(message, "rank"))
                object.rank = message.rank;
            if (message.share != null && $Object.hasOwnProperty.call(message, "share"))
                object.share = options.json && !$isFinite(message.share) ? $String(message.share) : message.share;
            return object;
        };

        /**
         * Converts this WorkShare to JSON.
         * @function toJSON
         * @memberof millwright.WorkShare
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        WorkShare.prototype.toJSON = function() {
            return WorkShare.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for WorkShare
         * @function getTypeUrl
         * @memberof millwright.WorkShare
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        WorkShare.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.WorkShare";
        };

        return WorkShare;
    })();

    millwright.DesiredCheck = (function() {

        /**
         * Properties of a DesiredCheck.
         * @typedef {Object} millwright.DesiredCheck.$Properties
         * @property {string|null} [check] DesiredCheck check
         * @property {Array.<string>|null} [gpus] DesiredCheck gpus
         * @property {number|null} [deadlineMs] DesiredCheck deadlineMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DesiredCheck.
         * @memberof millwright
         * @interface IDesiredCheck
         * @augments millwright.DesiredCheck.$Properties
         * @deprecated Use millwright.DesiredCheck.$Properties instead.
         */

        /**
         * Shape of a DesiredCheck.
         * @typedef {millwright.DesiredCheck.$Properties} millwright.DesiredCheck.$Shape
         */

        /**
         * Constructs a new DesiredCheck.
         * @memberof millwright
         * @classdesc Represents a DesiredCheck.
         * @constructor
         * @param {millwright.DesiredCheck.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DesiredCheck = function (properties) {
            this.gpus = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DesiredCheck check.
         * @member {string} check
         * @memberof millwright.DesiredCheck
         * @instance
         */
        DesiredCheck.prototype.check = "";

        /**
         * DesiredCheck gpus.
         * @member {Array.<string>} gpus
         * @memberof millwright.DesiredCheck
         * @instance
         */
        DesiredCheck.prototype.gpus = $util.emptyArray;

        /**
         * DesiredCheck deadlineMs.
         * @member {number} deadlineMs
         * @memberof millwright.DesiredCheck
         * @instance
         */
        DesiredCheck.prototype.deadlineMs = 0;

        /**
         * Creates a new DesiredCheck instance using the specified properties.
         * @function create
         * @memberof millwright.DesiredCheck
         * @static
         * @param {millwright.DesiredCheck.$Properties=} [properties] Properties to set
         * @returns {millwright.DesiredCheck} DesiredCheck instance
         * @type {{
         *   (properties: millwright.DesiredCheck.$Shape): millwright.DesiredCheck & millwright.DesiredCheck.$Shape;
         *   (properties?: millwright.DesiredCheck.$Properties): millwright.DesiredCheck;
         * }}
         */
        DesiredCheck.create = function(properties) {
            return new DesiredCheck(properties);
        };

        /**
         * Encodes the specified DesiredCheck message. Does not implicitly {@link millwright.DesiredCheck.verify|verify} messages.
         * @function encode
         * @memberof millwright.DesiredCheck
         * @static
         * @param {millwright.DesiredCheck.$Properties} message DesiredCheck message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DesiredCheck.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.check != null && $Object.hasOwnProperty.call(message, "check") && message.check !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.check);
            if (message.gpus != null && message.gpus.length)
                for (let i = 0; i < message.gpus.length; ++i)
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.gpus[i]);
            if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs") && message.deadlineMs !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.deadlineMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DesiredCheck message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.DesiredCheck
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.DesiredCheck & millwright.DesiredCheck.$Shape} DesiredCheck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DesiredCheck.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.DesiredCheck();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.check = value;
                        else
                            delete message.check;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.gpus && message.gpus.length))
                            message.gpus = [];
                        message.gpus.push(reader.stringVerify());
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.deadlineMs = value;
                        else
                            delete message.deadlineMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DesiredCheck message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.DesiredCheck
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.DesiredCheck} DesiredCheck
         */
        DesiredCheck.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.DesiredCheck)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.DesiredCheck: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.DesiredCheck();
            if (object.check != null)
                if (typeof object.check !== "string" || object.check.length)
                    message.check = $String(object.check);
            if (object.gpus) {
                if (!$Array.isArray(object.gpus))
                    throw $TypeError(".millwright.DesiredCheck.gpus: array expected");
                message.gpus = $Array(object.gpus.length);
                for (let i = 0; i < object.gpus.length; ++i)
                    message.gpus[i] = $String(object.gpus[i]);
            }
            if (object.deadlineMs != null)
                if ($Number(object.deadlineMs) !== 0)
                    message.deadlineMs = object.deadlineMs >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a DesiredCheck message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.DesiredCheck
         * @static
         * @param {millwright.DesiredCheck} message DesiredCheck
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DesiredCheck.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.gpus = [];
            if (options.defaults) {
                object.check = "";
                object.deadlineMs = 0;
            }
            if (message.check != null && $Object.hasOwnProperty.call(message, "check"))
                object.check = message.check;
            if (message.gpus && message.gpus.length) {
                object.gpus = $Array(message.gpus.length);
                for (let j = 0; j < message.gpus.length; ++j)
                    object.gpus[j] = message.gpus[j];
            }
            if (message.deadlineMs != null && $Object.hasOwnProperty.call(message, "deadlineMs"))
                object.deadlineMs = message.deadlineMs;
            return object;
        };

        /**
         * Converts this DesiredCheck to JSON.
         * @function toJSON
         * @memberof millwright.DesiredCheck
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DesiredCheck.prototype.toJSON = function() {
            return DesiredCheck.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DesiredCheck
         * @function getTypeUrl
         * @memberof millwright.DesiredCheck
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DesiredCheck.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.DesiredCheck";
        };

        return DesiredCheck;
    })();

    millwright.DesiredAttempt = (function() {

        /**
         * Properties of a DesiredAttempt.
         * @typedef {Object} millwright.DesiredAttempt.$Properties
         * @property {string|null} [attempt] DesiredAttempt attempt
         * @property {string|null} [action] DesiredAttempt action
         * @property {string|null} [specJson] DesiredAttempt specJson
         * @property {string|null} [reason] DesiredAttempt reason
         * @property {number|null} [graceMs] DesiredAttempt graceMs
         * @property {Array.<millwright.Lease.$Properties>|null} [leases] DesiredAttempt leases
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a DesiredAttempt.
         * @memberof millwright
         * @interface IDesiredAttempt
         * @augments millwright.DesiredAttempt.$Properties
         * @deprecated Use millwright.DesiredAttempt.$Properties instead.
         */

        /**
         * Shape of a DesiredAttempt.
         * @typedef {millwright.DesiredAttempt.$Properties} millwright.DesiredAttempt.$Shape
         */

        /**
         * Constructs a new DesiredAttempt.
         * @memberof millwright
         * @classdesc Represents a DesiredAttempt.
         * @constructor
         * @param {millwright.DesiredAttempt.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const DesiredAttempt = function (properties) {
            this.leases = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * DesiredAttempt attempt.
         * @member {string} attempt
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.attempt = "";

        /**
         * DesiredAttempt action.
         * @member {string} action
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.action = "";

        /**
         * DesiredAttempt specJson.
         * @member {string} specJson
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.specJson = "";

        /**
         * DesiredAttempt reason.
         * @member {string} reason
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.reason = "";

        /**
         * DesiredAttempt graceMs.
         * @member {number} graceMs
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.graceMs = 0;

        /**
         * DesiredAttempt leases.
         * @member {Array.<millwright.Lease.$Properties>} leases
         * @memberof millwright.DesiredAttempt
         * @instance
         */
        DesiredAttempt.prototype.leases = $util.emptyArray;

        /**
         * Creates a new DesiredAttempt instance using the specified properties.
         * @function create
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {millwright.DesiredAttempt.$Properties=} [properties] Properties to set
         * @returns {millwright.DesiredAttempt} DesiredAttempt instance
         * @type {{
         *   (properties: millwright.DesiredAttempt.$Shape): millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape;
         *   (properties?: millwright.DesiredAttempt.$Properties): millwright.DesiredAttempt;
         * }}
         */
        DesiredAttempt.create = function(properties) {
            return new DesiredAttempt(properties);
        };

        /**
         * Encodes the specified DesiredAttempt message. Does not implicitly {@link millwright.DesiredAttempt.verify|verify} messages.
         * @function encode
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {millwright.DesiredAttempt.$Properties} message DesiredAttempt message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        DesiredAttempt.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.action);
            if (message.specJson != null && $Object.hasOwnProperty.call(message, "specJson") && message.specJson !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.specJson);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
            if (message.graceMs != null && $Object.hasOwnProperty.call(message, "graceMs") && message.graceMs !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.graceMs);
            if (message.leases != null && message.leases.length)
                for (let i = 0; i < message.leases.length; ++i)
                    $root.millwright.Lease.encode(message.leases[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a DesiredAttempt message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.DesiredAttempt & millwright.DesiredAttempt.$Shape} DesiredAttempt
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        DesiredAttempt.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.DesiredAttempt();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.action = value;
                        else
                            delete message.action;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.specJson = value;
                        else
                            delete message.specJson;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.graceMs = value;
                        else
                            delete message.graceMs;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.leases && message.leases.length))
                            message.leases = [];
                        message.leases.push($root.millwright.Lease.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a DesiredAttempt message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.DesiredAttempt} DesiredAttempt
         */
        DesiredAttempt.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.DesiredAttempt)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.DesiredAttempt: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.DesiredAttempt();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.action != null)
                if (typeof object.action !== "string" || object.action.length)
                    message.action = $String(object.action);
            if (object.specJson != null)
                if (typeof object.specJson !== "string" || object.specJson.length)
                    message.specJson = $String(object.specJson);
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            if (object.graceMs != null)
                if ($Number(object.graceMs) !== 0)
                    message.graceMs = object.graceMs >>> 0;
            if (object.leases) {
                if (!$Array.isArray(object.leases))
                    throw $TypeError(".millwright.DesiredAttempt.leases: array expected");
                message.leases = $Array(object.leases.length);
                for (let i = 0; i < object.leases.length; ++i) {
                    if (!$util.isObject(object.leases[i]))
                        throw $TypeError(".millwright.DesiredAttempt.leases: object expected");
                    message.leases[i] = $root.millwright.Lease.fromObject(object.leases[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a DesiredAttempt message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {millwright.DesiredAttempt} message DesiredAttempt
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        DesiredAttempt.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.leases = [];
            if (options.defaults) {
                object.attempt = "";
                object.action = "";
                object.specJson = "";
                object.reason = "";
                object.graceMs = 0;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.action != null && $Object.hasOwnProperty.call(message, "action"))
                object.action = message.action;
            if (message.specJson != null && $Object.hasOwnProperty.call(message, "specJson"))
                object.specJson = message.specJson;
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            if (message.graceMs != null && $Object.hasOwnProperty.call(message, "graceMs"))
                object.graceMs = message.graceMs;
            if (message.leases && message.leases.length) {
                object.leases = $Array(message.leases.length);
                for (let j = 0; j < message.leases.length; ++j)
                    object.leases[j] = $root.millwright.Lease.toObject(message.leases[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this DesiredAttempt to JSON.
         * @function toJSON
         * @memberof millwright.DesiredAttempt
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        DesiredAttempt.prototype.toJSON = function() {
            return DesiredAttempt.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for DesiredAttempt
         * @function getTypeUrl
         * @memberof millwright.DesiredAttempt
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        DesiredAttempt.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.DesiredAttempt";
        };

        return DesiredAttempt;
    })();

    millwright.LeaseRequest = (function() {

        /**
         * Properties of a LeaseRequest.
         * @typedef {Object} millwright.LeaseRequest.$Properties
         * @property {string|null} [attempt] LeaseRequest attempt
         * @property {number|null} [want] LeaseRequest want
         * @property {Array.<number>|null} [holding] LeaseRequest holding
         * @property {boolean|null} [whole] LeaseRequest whole
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a LeaseRequest.
         * @memberof millwright
         * @interface ILeaseRequest
         * @augments millwright.LeaseRequest.$Properties
         * @deprecated Use millwright.LeaseRequest.$Properties instead.
         */

        /**
         * Shape of a LeaseRequest.
         * @typedef {millwright.LeaseRequest.$Properties} millwright.LeaseRequest.$Shape
         */

        /**
         * Constructs a new LeaseRequest.
         * @memberof millwright
         * @classdesc Represents a LeaseRequest.
         * @constructor
         * @param {millwright.LeaseRequest.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const LeaseRequest = function (properties) {
            this.holding = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * LeaseRequest attempt.
         * @member {string} attempt
         * @memberof millwright.LeaseRequest
         * @instance
         */
        LeaseRequest.prototype.attempt = "";

        /**
         * LeaseRequest want.
         * @member {number} want
         * @memberof millwright.LeaseRequest
         * @instance
         */
        LeaseRequest.prototype.want = 0;

        /**
         * LeaseRequest holding.
         * @member {Array.<number>} holding
         * @memberof millwright.LeaseRequest
         * @instance
         */
        LeaseRequest.prototype.holding = $util.emptyArray;

        /**
         * LeaseRequest whole.
         * @member {boolean} whole
         * @memberof millwright.LeaseRequest
         * @instance
         */
        LeaseRequest.prototype.whole = false;

        /**
         * Creates a new LeaseRequest instance using the specified properties.
         * @function create
         * @memberof millwright.LeaseRequest
         * @static
         * @param {millwright.LeaseRequest.$Properties=} [properties] Properties to set
         * @returns {millwright.LeaseRequest} LeaseRequest instance
         * @type {{
         *   (properties: millwright.LeaseRequest.$Shape): millwright.LeaseRequest & millwright.LeaseRequest.$Shape;
         *   (properties?: millwright.LeaseRequest.$Properties): millwright.LeaseRequest;
         * }}
         */
        LeaseRequest.create = function(properties) {
            return new LeaseRequest(properties);
        };

        /**
         * Encodes the specified LeaseRequest message. Does not implicitly {@link millwright.LeaseRequest.verify|verify} messages.
         * @function encode
         * @memberof millwright.LeaseRequest
         * @static
         * @param {millwright.LeaseRequest.$Properties} message LeaseRequest message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        LeaseRequest.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.want != null && $Object.hasOwnProperty.call(message, "want") && message.want !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.want);
            if (message.holding != null && message.holding.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.holding);
            if (message.whole != null && $Object.hasOwnProperty.call(message, "whole") && message.whole !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.whole);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a LeaseRequest message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.LeaseRequest
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.LeaseRequest & millwright.LeaseRequest.$Shape} LeaseRequest
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        LeaseRequest.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.LeaseRequest();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.want = value;
                        else
                            delete message.want;
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.holding && message.holding.length))
                                message.holding = [];
                            reader.uint32s(message.holding);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.holding && message.holding.length))
                            message.holding = [];
                        message.holding.push(reader.uint32());
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.whole = value;
                        else
                            delete message.whole;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a LeaseRequest message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.LeaseRequest
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.LeaseRequest} LeaseRequest
         */
        LeaseRequest.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.LeaseRequest)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.LeaseRequest: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.LeaseRequest();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.want != null)
                if ($Number(object.want) !== 0)
                    message.want = object.want >>> 0;
            if (object.holding) {
                if (!$Array.isArray(object.holding))
                    throw $TypeError(".millwright.LeaseRequest.holding: array expected");
                message.holding = $Array(object.holding.length);
                for (let i = 0; i < object.holding.length; ++i)
                    message.holding[i] = object.holding[i] >>> 0;
            }
            if (object.whole != null)
                if (object.whole)
                    message.whole = $Boolean(object.whole);
            return message;
        };

        /**
         * Creates a plain object from a LeaseRequest message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.LeaseRequest
         * @static
         * @param {millwright.LeaseRequest} message LeaseRequest
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        LeaseRequest.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.holding = [];
            if (options.defaults) {
                object.attempt = "";
                object.want = 0;
                object.whole = false;
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.want != null && $Object.hasOwnProperty.call(message, "want"))
                object.want = message.want;
            if (message.holding && message.holding.length) {
                object.holding = $Array(message.holding.length);
                for (let j = 0; j < message.holding.length; ++j)
                    object.holding[j] = message.holding[j];
            }
            if (message.whole != null && $Object.hasOwnProperty.call(message, "whole"))
                object.whole = message.whole;
            return object;
        };

        /**
         * Converts this LeaseRequest to JSON.
         * @function toJSON
         * @memberof millwright.LeaseRequest
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        LeaseRequest.prototype.toJSON = function() {
            return LeaseRequest.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for LeaseRequest
         * @function getTypeUrl
         * @memberof millwright.LeaseRequest
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        LeaseRequest.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.LeaseRequest";
        };

        return LeaseRequest;
    })();

    millwright.Leases = (function() {

        /**
         * Properties of a Leases.
         * @typedef {Object} millwright.Leases.$Properties
         * @property {string|null} [attempt] Leases attempt
         * @property {Array.<millwright.Lease.$Properties>|null} [leases] Leases leases
         * @property {Array.<number>|null} [revoked] Leases revoked
         * @property {boolean|null} [finish] Leases finish
         * @property {string|null} [inputsJson] Leases inputsJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Leases.
         * @memberof millwright
         * @interface ILeases
         * @augments millwright.Leases.$Properties
         * @deprecated Use millwright.Leases.$Properties instead.
         */

        /**
         * Shape of a Leases.
         * @typedef {millwright.Leases.$Properties} millwright.Leases.$Shape
         */

        /**
         * Constructs a new Leases.
         * @memberof millwright
         * @classdesc Represents a Leases.
         * @constructor
         * @param {millwright.Leases.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Leases = function (properties) {
            this.leases = [];
            this.revoked = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Leases attempt.
         * @member {string} attempt
         * @memberof millwright.Leases
         * @instance
         */
        Leases.prototype.attempt = "";

        /**
         * Leases leases.
         * @member {Array.<millwright.Lease.$Properties>} leases
         * @memberof millwright.Leases
         * @instance
         */
        Leases.prototype.leases = $util.emptyArray;

        /**
         * Leases revoked.
         * @member {Array.<number>} revoked
         * @memberof millwright.Leases
         * @instance
         */
        Leases.prototype.revoked = $util.emptyArray;

        /**
         * Leases finish.
         * @member {boolean} finish
         * @memberof millwright.Leases
         * @instance
         */
        Leases.prototype.finish = false;

        /**
         * Leases inputsJson.
         * @member {string} inputsJson
         * @memberof millwright.Leases
         * @instance
         */
        Leases.prototype.inputsJson = "";

        /**
         * Creates a new Leases instance using the specified properties.
         * @function create
         * @memberof millwright.Leases
         * @static
         * @param {millwright.Leases.$Properties=} [properties] Properties to set
         * @returns {millwright.Leases} Leases instance
         * @type {{
         *   (properties: millwright.Leases.$Shape): millwright.Leases & millwright.Leases.$Shape;
         *   (properties?: millwright.Leases.$Properties): millwright.Leases;
         * }}
         */
        Leases.create = function(properties) {
            return new Leases(properties);
        };

        /**
         * Encodes the specified Leases message. Does not implicitly {@link millwright.Leases.verify|verify} messages.
         * @function encode
         * @memberof millwright.Leases
         * @static
         * @param {millwright.Leases.$Properties} message Leases message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Leases.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.attempt);
            if (message.leases != null && message.leases.length)
                for (let i = 0; i < message.leases.length; ++i)
                    $root.millwright.Lease.encode(message.leases[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
            if (message.revoked != null && message.revoked.length)
                writer.uint32(/* id 3, wireType 2 =*/26).uint32s(message.revoked);
            if (message.finish != null && $Object.hasOwnProperty.call(message, "finish") && message.finish !== false)
                writer.uint32(/* id 4, wireType 0 =*/32).bool(message.finish);
            if (message.inputsJson != null && $Object.hasOwnProperty.call(message, "inputsJson") && message.inputsJson !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.inputsJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Leases message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Leases
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Leases & millwright.Leases.$Shape} Leases
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Leases.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Leases();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.attempt = value;
                        else
                            delete message.attempt;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if (!(message.leases && message.leases.length))
                            message.leases = [];
                        message.leases.push($root.millwright.Lease.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 3: {
                        if (wireType === 2) {
                            if (!(message.revoked && message.revoked.length))
                                message.revoked = [];
                            reader.uint32s(message.revoked);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.revoked && message.revoked.length))
                            message.revoked = [];
                        message.revoked.push(reader.uint32());
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.finish = value;
                        else
                            delete message.finish;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.inputsJson = value;
                        else
                            delete message.inputsJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Leases message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Leases
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Leases} Leases
         */
        Leases.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Leases)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Leases: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Leases();
            if (object.attempt != null)
                if (typeof object.attempt !== "string" || object.attempt.length)
                    message.attempt = $String(object.attempt);
            if (object.leases) {
                if (!$Array.isArray(object.leases))
                    throw $TypeError(".millwright.Leases.leases: array expected");
                message.leases = $Array(object.leases.length);
                for (let i = 0; i < object.leases.length; ++i) {
                    if (!$util.isObject(object.leases[i]))
                        throw $TypeError(".millwright.Leases.leases: object expected");
                    message.leases[i] = $root.millwright.Lease.fromObject(object.leases[i], _depth + 1);
                }
            }
            if (object.revoked) {
                if (!$Array.isArray(object.revoked))
                    throw $TypeError(".millwright.Leases.revoked: array expected");
                message.revoked = $Array(object.revoked.length);
                for (let i = 0; i < object.revoked.length; ++i)
                    message.revoked[i] = object.revoked[i] >>> 0;
            }
            if (object.finish != null)
                if (object.finish)
                    message.finish = $Boolean(object.finish);
            if (object.inputsJson != null)
                if (typeof object.inputsJson !== "string" || object.inputsJson.length)
                    message.inputsJson = $String(object.inputsJson);
            return message;
        };

        /**
         * Creates a plain object from a Leases message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Leases
         * @static
         * @param {millwright.Leases} message Leases
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Leases.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.leases = [];
                object.revoked = [];
            }
            if (options.defaults) {
                object.attempt = "";
                object.finish = false;
                object.inputsJson = "";
            }
            if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt"))
                object.attempt = message.attempt;
            if (message.leases && message.leases.length) {
                object.leases = $Array(message.leases.length);
                for (let j = 0; j < message.leases.length; ++j)
                    object.leases[j] = $root.millwright.Lease.toObject(message.leases[j], options, _depth + 1);
            }
            if (message.revoked && message.revoked.length) {
                object.revoked = $Array(message.revoked.length);
                for (let j = 0; j < message.revoked.length; ++j)
                    object.revoked[j] = message.revoked[j];
            }
            if (message.finish != null && $Object.hasOwnProperty.call(message, "finish"))
                object.finish = message.finish;
            if (message.inputsJson != null && $Object.hasOwnProperty.call(message, "inputsJson"))
                object.inputsJson = message.inputsJson;
            return object;
        };

        /**
         * Converts this Leases to JSON.
         * @function toJSON
         * @memberof millwright.Leases
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Leases.prototype.toJSON = function() {
            return Leases.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Leases
         * @function getTypeUrl
         * @memberof millwright.Leases
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Leases.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Leases";
        };

        return Leases;
    })();

    millwright.Lease = (function() {

        /**
         * Properties of a Lease.
         * @typedef {Object} millwright.Lease.$Properties
         * @property {number|null} [shard] Lease shard
         * @property {string|null} [wave] Lease wave
         * @property {number|null} [round] Lease round
         * @property {number|null} [position] Lease position
         * @property {number|null} [of] Lease of
         * @property {string|null} [itemJson] Lease itemJson
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a Lease.
         * @memberof millwright
         * @interface ILease
         * @augments millwright.Lease.$Properties
         * @deprecated Use millwright.Lease.$Properties instead.
         */

        /**
         * Shape of a Lease.
         * @typedef {millwright.Lease.$Properties} millwright.Lease.$Shape
         */

        /**
         * Constructs a new Lease.
         * @memberof millwright
         * @classdesc Represents a Lease.
         * @constructor
         * @param {millwright.Lease.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Lease = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Lease shard.
         * @member {number} shard
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.shard = 0;

        /**
         * Lease wave.
         * @member {string} wave
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.wave = "";

        /**
         * Lease round.
         * @member {number} round
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.round = 0;

        /**
         * Lease position.
         * @member {number} position
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.position = 0;

        /**
         * Lease of.
         * @member {number} of
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.of = 0;

        /**
         * Lease itemJson.
         * @member {string} itemJson
         * @memberof millwright.Lease
         * @instance
         */
        Lease.prototype.itemJson = "";

        /**
         * Creates a new Lease instance using the specified properties.
         * @function create
         * @memberof millwright.Lease
         * @static
         * @param {millwright.Lease.$Properties=} [properties] Properties to set
         * @returns {millwright.Lease} Lease instance
         * @type {{
         *   (properties: millwright.Lease.$Shape): millwright.Lease & millwright.Lease.$Shape;
         *   (properties?: millwright.Lease.$Properties): millwright.Lease;
         * }}
         */
        Lease.create = function(properties) {
            return new Lease(properties);
        };

        /**
         * Encodes the specified Lease message. Does not implicitly {@link millwright.Lease.verify|verify} messages.
         * @function encode
         * @memberof millwright.Lease
         * @static
         * @param {millwright.Lease.$Properties} message Lease message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Lease.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard") && message.shard !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.shard);
            if (message.wave != null && $Object.hasOwnProperty.call(message, "wave") && message.wave !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.wave);
            if (message.round != null && $Object.hasOwnProperty.call(message, "round") && message.round !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.round);
            if (message.position != null && $Object.hasOwnProperty.call(message, "position") && message.position !== 0)
                writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.position);
            if (message.of != null && $Object.hasOwnProperty.call(message, "of") && message.of !== 0)
                writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.of);
            if (message.itemJson != null && $Object.hasOwnProperty.call(message, "itemJson") && message.itemJson !== "")
                writer.uint32(/* id 6, wireType 2 =*/50).string(message.itemJson);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a Lease message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Lease
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Lease & millwright.Lease.$Shape} Lease
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Lease.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Lease();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.shard = value;
                        else
                            delete message.shard;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.wave = value;
                        else
                            delete message.wave;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.round = value;
                        else
                            delete message.round;
                        continue;
                    }
                case 4: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.position = value;
                        else
                            delete message.position;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.of = value;
                        else
                            delete message.of;
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.itemJson = value;
                        else
                            delete message.itemJson;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a Lease message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Lease
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Lease} Lease
         */
        Lease.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Lease)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Lease: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Lease();
            if (object.shard != null)
                if ($Number(object.shard) !== 0)
                    message.shard = object.shard >>> 0;
            if (object.wave != null)
                if (typeof object.wave !== "string" || object.wave.length)
                    message.wave = $String(object.wave);
            if (object.round != null)
                if ($Number(object.round) !== 0)
                    message.round = object.round >>> 0;
            if (object.position != null)
                if ($Number(object.position) !== 0)
                    message.position = object.position >>> 0;
            if (object.of != null)
                if ($Number(object.of) !== 0)
                    message.of = object.of >>> 0;
            if (object.itemJson != null)
                if (typeof object.itemJson !== "string" || object.itemJson.length)
                    message.itemJson = $String(object.itemJson);
            return message;
        };

        /**
         * Creates a plain object from a Lease message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Lease
         * @static
         * @param {millwright.Lease} message Lease
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Lease.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.shard = 0;
                object.wave = "";
                object.round = 0;
                object.position = 0;
                object.of = 0;
                object.itemJson = "";
            }
            if (message.shard != null && $Object.hasOwnProperty.call(message, "shard"))
                object.shard = message.shard;
            if (message.wave != null && $Object.hasOwnProperty.call(message, "wave"))
                object.wave = message.wave;
            if (message.round != null && $Object.hasOwnProperty.call(message, "round"))
                object.round = message.round;
            if (message.position != null && $Object.hasOwnProperty.call(message, "position"))
                object.position = message.position;
            if (message.of != null && $Object.hasOwnProperty.call(message, "of"))
                object.of = message.of;
            if (message.itemJson != null && $Object.hasOwnProperty.call(message, "itemJson"))
                object.itemJson = message.itemJson;
            return object;
        };

        /**
         * Converts this Lease to JSON.
         * @function toJSON
         * @memberof millwright.Lease
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Lease.prototype.toJSON = function() {
            return Lease.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Lease
         * @function getTypeUrl
         * @memberof millwright.Lease
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Lease.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Lease";
        };

        return Lease;
    })();

    millwright.TelemetryFrame = (function() {

        /**
         * Properties of a TelemetryFrame.
         * @typedef {Object} millwright.TelemetryFrame.$Properties
         * @property {string|null} [dictionary] TelemetryFrame dictionary
         * @property {number|null} [number] TelemetryFrame number
         * @property {number|null} [oldest] TelemetryFrame oldest
         * @property {Array.<millwright.SeriesDef.$Properties>|null} [defs] TelemetryFrame defs
         * @property {Array.<millwright.TelemetryBlock.$Properties>|null} [blocks] TelemetryFrame blocks
         * @property {Array.<millwright.TextSample.$Properties>|null} [texts] TelemetryFrame texts
         * @property {boolean|null} [backfill] TelemetryFrame backfill
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TelemetryFrame.
         * @memberof millwright
         * @interface ITelemetryFrame
         * @augments millwright.TelemetryFrame.$Properties
         * @deprecated Use millwright.TelemetryFrame.$Properties instead.
         */

        /**
         * Shape of a TelemetryFrame.
         * @typedef {millwright.TelemetryFrame.$Properties} millwright.TelemetryFrame.$Shape
         */

        /**
         * Constructs a new TelemetryFrame.
         * @memberof millwright
         * @classdesc Represents a TelemetryFrame.
         * @constructor
         * @param {millwright.TelemetryFrame.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TelemetryFrame = function (properties) {
            this.defs = [];
            this.blocks = [];
            this.texts = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TelemetryFrame dictionary.
         * @member {string} dictionary
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.dictionary = "";

        /**
         * TelemetryFrame number.
         * @member {number} number
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.number = 0;

        /**
         * TelemetryFrame oldest.
         * @member {number} oldest
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.oldest = 0;

        /**
         * TelemetryFrame defs.
         * @member {Array.<millwright.SeriesDef.$Properties>} defs
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.defs = $util.emptyArray;

        /**
         * TelemetryFrame blocks.
         * @member {Array.<millwright.TelemetryBlock.$Properties>} blocks
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.blocks = $util.emptyArray;

        /**
         * TelemetryFrame texts.
         * @member {Array.<millwright.TextSample.$Properties>} texts
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.texts = $util.emptyArray;

        /**
         * TelemetryFrame backfill.
         * @member {boolean} backfill
         * @memberof millwright.TelemetryFrame
         * @instance
         */
        TelemetryFrame.prototype.backfill = false;

        /**
         * Creates a new TelemetryFrame instance using the specified properties.
         * @function create
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {millwright.TelemetryFrame.$Properties=} [properties] Properties to set
         * @returns {millwright.TelemetryFrame} TelemetryFrame instance
         * @type {{
         *   (properties: millwright.TelemetryFrame.$Shape): millwright.TelemetryFrame & millwright.TelemetryFrame.$Shape;
         *   (properties?: millwright.TelemetryFrame.$Properties): millwright.TelemetryFrame;
         * }}
         */
        TelemetryFrame.create = function(properties) {
            return new TelemetryFrame(properties);
        };

        /**
         * Encodes the specified TelemetryFrame message. Does not implicitly {@link millwright.TelemetryFrame.verify|verify} messages.
         * @function encode
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {millwright.TelemetryFrame.$Properties} message TelemetryFrame message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TelemetryFrame.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary") && message.dictionary !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.dictionary);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.number);
            if (message.oldest != null && $Object.hasOwnProperty.call(message, "oldest") && message.oldest !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.oldest);
            if (message.defs != null && message.defs.length)
                for (let i = 0; i < message.defs.length; ++i)
                    $root.millwright.SeriesDef.encode(message.defs[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
            if (message.blocks != null && message.blocks.length)
                for (let i = 0; i < message.blocks.length; ++i)
                    $root.millwright.TelemetryBlock.encode(message.blocks[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
            if (message.texts != null && message.texts.length)
                for (let i = 0; i < message.texts.length; ++i)
                    $root.millwright.TextSample.encode(message.texts[i], writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
            if (message.backfill != null && $Object.hasOwnProperty.call(message, "backfill") && message.backfill !== false)
                writer.uint32(/* id 7, wireType 0 =*/56).bool(message.backfill);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TelemetryFrame message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.TelemetryFrame & millwright.TelemetryFrame.$Shape} TelemetryFrame
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TelemetryFrame.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.TelemetryFrame();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.dictionary = value;
                        else
                            delete message.dictionary;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.oldest = value;
                        else
                            delete message.oldest;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if (!(message.defs && message.defs.length))
                            message.defs = [];
                        message.defs.push($root.millwright.SeriesDef.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if (!(message.blocks && message.blocks.length))
                            message.blocks = [];
                        message.blocks.push($root.millwright.TelemetryBlock.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 6: {
                        if (wireType !== 2)
                            break;
                        if (!(message.texts && message.texts.length))
                            message.texts = [];
                        message.texts.push($root.millwright.TextSample.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                case 7: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.backfill = value;
                        else
                            delete message.backfill;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TelemetryFrame message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.TelemetryFrame} TelemetryFrame
         */
        TelemetryFrame.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.TelemetryFrame)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.TelemetryFrame: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.TelemetryFrame();
            if (object.dictionary != null)
                if (typeof object.dictionary !== "string" || object.dictionary.length)
                    message.dictionary = $String(object.dictionary);
            if (object.number != null)
                if ($Number(object.number) !== 0)
                    message.number = object.number >>> 0;
            if (object.oldest != null)
                if ($Number(object.oldest) !== 0)
                    message.oldest = object.oldest >>> 0;
            if (object.defs) {
                if (!$Array.isArray(object.defs))
                    throw $TypeError(".millwright.TelemetryFrame.defs: array expected");
                message.defs = $Array(object.defs.length);
                for (let i = 0; i < object.defs.length; ++i) {
                    if (!$util.isObject(object.defs[i]))
                        throw $TypeError(".millwright.TelemetryFrame.defs: object expected");
                    message.defs[i] = $root.millwright.SeriesDef.fromObject(object.defs[i], _depth + 1);
                }
            }
            if (object.blocks) {
                if (!$Array.isArray(object.blocks))
                    throw $TypeError(".millwright.TelemetryFrame.blocks: array expected");
                message.blocks = $Array(object.blocks.length);
                for (let i = 0; i < object.blocks.length; ++i) {
                    if (!$util.isObject(object.blocks[i]))
                        throw $TypeError(".millwright.TelemetryFrame.blocks: object expected");
                    message.blocks[i] = $root.millwright.TelemetryBlock.fromObject(object.blocks[i], _depth + 1);
                }
            }
            if (object.texts) {
                if (!$Array.isArray(object.texts))
                    throw $TypeError(".millwright.TelemetryFrame.texts: array expected");
                message.texts = $Array(object.texts.length);
                for (let i = 0; i < object.texts.length; ++i) {
                    if (!$util.isObject(object.texts[i]))
                        throw $TypeError(".millwright.TelemetryFrame.texts: object expected");
                    message.texts[i] = $root.millwright.TextSample.fromObject(object.texts[i], _depth + 1);
                }
            }
            if (object.backfill != null)
                if (object.backfill)
                    message.backfill = $Boolean(object.backfill);
            return message;
        };

        /**
         * Creates a plain object from a TelemetryFrame message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {millwright.TelemetryFrame} message TelemetryFrame
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TelemetryFrame.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.defs = [];
                object.blocks = [];
                object.texts = [];
            }
            if (options.defaults) {
                object.dictionary = "";
                object.number = 0;
                object.oldest = 0;
                object.backfill = false;
            }
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary"))
                object.dictionary = message.dictionary;
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                object.number = message.number;
            if (message.oldest != null && $Object.hasOwnProperty.call(message, "oldest"))
                object.oldest = message.oldest;
            if (message.defs && message.defs.length) {
                object.defs = $Array(message.defs.length);
                for (let j = 0; j < message.defs.length; ++j)
                    object.defs[j] = $root.millwright.SeriesDef.toObject(message.defs[j], options, _depth + 1);
            }
            if (message.blocks && message.blocks.length) {
                object.blocks = $Array(message.blocks.length);
                for (let j = 0; j < message.blocks.length; ++j)
                    object.blocks[j] = $root.millwright.TelemetryBlock.toObject(message.blocks[j], options, _depth + 1);
            }
            if (message.texts && message.texts.length) {
                object.texts = $Array(message.texts.length);
                for (let j = 0; j < message.texts.length; ++j)
                    object.texts[j] = $root.millwright.TextSample.toObject(message.texts[j], options, _depth + 1);
            }
            if (message.backfill != null && $Object.hasOwnProperty.call(message, "backfill"))
                object.backfill = message.backfill;
            return object;
        };

        /**
         * Converts this TelemetryFrame to JSON.
         * @function toJSON
         * @memberof millwright.TelemetryFrame
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TelemetryFrame.prototype.toJSON = function() {
            return TelemetryFrame.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TelemetryFrame
         * @function getTypeUrl
         * @memberof millwright.TelemetryFrame
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TelemetryFrame.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.TelemetryFrame";
        };

        return TelemetryFrame;
    })();

    millwright.SeriesDef = (function() {

        /**
         * Properties of a SeriesDef.
         * @typedef {Object} millwright.SeriesDef.$Properties
         * @property {number|null} [id] SeriesDef id
         * @property {string|null} [sensor] SeriesDef sensor
         * @property {string|null} [name] SeriesDef name
         * @property {string|null} [unit] SeriesDef unit
         * @property {string|null} [kind] SeriesDef kind
         * @property {number|null} [decimals] SeriesDef decimals
         * @property {Object.<string,string>|null} [labels] SeriesDef labels
         * @property {string|null} [source] SeriesDef source
         * @property {Array.<string>|null} [states] SeriesDef states
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a SeriesDef.
         * @memberof millwright
         * @interface ISeriesDef
         * @augments millwright.SeriesDef.$Properties
         * @deprecated Use millwright.SeriesDef.$Properties instead.
         */

        /**
         * Shape of a SeriesDef.
         * @typedef {millwright.SeriesDef.$Properties} millwright.SeriesDef.$Shape
         */

        /**
         * Constructs a new SeriesDef.
         * @memberof millwright
         * @classdesc Represents a SeriesDef.
         * @constructor
         * @param {millwright.SeriesDef.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const SeriesDef = function (properties) {
            this.labels = {};
            this.states = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * SeriesDef id.
         * @member {number} id
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.id = 0;

        /**
         * SeriesDef sensor.
         * @member {string} sensor
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.sensor = "";

        /**
         * SeriesDef name.
         * @member {string} name
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.name = "";

        /**
         * SeriesDef unit.
         * @member {string} unit
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.unit = "";

        /**
         * SeriesDef kind.
         * @member {string} kind
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.kind = "";

        /**
         * SeriesDef decimals.
         * @member {number} decimals
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.decimals = 0;

        /**
         * SeriesDef labels.
         * @member {Object.<string,string>} labels
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.labels = $util.emptyObject;

        /**
         * SeriesDef source.
         * @member {string} source
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.source = "";

        /**
         * SeriesDef states.
         * @member {Array.<string>} states
         * @memberof millwright.SeriesDef
         * @instance
         */
        SeriesDef.prototype.states = $util.emptyArray;

        /**
         * Creates a new SeriesDef instance using the specified properties.
         * @function create
         * @memberof millwright.SeriesDef
         * @static
         * @param {millwright.SeriesDef.$Properties=} [properties] Properties to set
         * @returns {millwright.SeriesDef} SeriesDef instance
         * @type {{
         *   (properties: millwright.SeriesDef.$Shape): millwright.SeriesDef & millwright.SeriesDef.$Shape;
         *   (properties?: millwright.SeriesDef.$Properties): millwright.SeriesDef;
         * }}
         */
        SeriesDef.create = function(properties) {
            return new SeriesDef(properties);
        };

        /**
         * Encodes the specified SeriesDef message. Does not implicitly {@link millwright.SeriesDef.verify|verify} messages.
         * @function encode
         * @memberof millwright.SeriesDef
         * @static
         * @param {millwright.SeriesDef.$Properties} message SeriesDef message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        SeriesDef.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
            if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor") && message.sensor !== "")
                writer.uint32(/* id 2, wireType 2 =*/18).string(message.sensor);
            if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.name);
            if (message.unit != null && $Object.hasOwnProperty.call(message, "unit") && message.unit !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.unit);
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                writer.uint32(/* id 5, wireType 2 =*/42).string(message.kind);
            if (message.decimals != null && $Object.hasOwnProperty.call(message, "decimals") && message.decimals !== 0)
                writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.decimals);
            if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                    writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
            if (message.source != null && $Object.hasOwnProperty.call(message, "source") && message.source !== "")
                writer.uint32(/* id 8, wireType 2 =*/66).string(message.source);
            if (message.states != null && message.states.length)
                for (let i = 0; i < message.states.length; ++i)
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.states[i]);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a SeriesDef message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.SeriesDef
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.SeriesDef & millwright.SeriesDef.$Shape} SeriesDef
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        SeriesDef.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, key, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.SeriesDef();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.id = value;
                        else
                            delete message.id;
                        continue;
                    }
                case 2: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sensor = value;
                        else
                            delete message.sensor;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.name = value;
                        else
                            delete message.name;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.unit = value;
                        else
                            delete message.unit;
                        continue;
                    }
                case 5: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.kind = value;
                        else
                            delete message.kind;
                        continue;
                    }
                case 6: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.decimals = value;
                        else
                            delete message.decimals;
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (message.labels === $util.emptyObject)
                            message.labels = {};
                        let end2 = reader.size() + reader.pos;
                        if (end2 > reader.len)
                            throw $RangeError("index out of range");
                        reader.len = end2;
                        key = "";
                        value = "";
                        while (reader.pos < end2) {
                            let tag2 = reader.tag();
                            wireType = tag2 & 7;
                            switch (tag2 >>>= 3) {
                            case 1:
                                if (wireType !== 2)
                                    break;
                                key = reader.stringVerify();
                                continue;
                            case 2:
                                if (wireType !== 2)
                                    break;
                                value = reader.stringVerify();
                                continue;
                            }
                            reader.skipType(wireType, _depth, tag2);
                        }
                        if (reader.pos !== end2)
                            throw $RangeError("index out of range");
                        reader.len = end;
                        if (key === "__proto__")
                            $util.makeProp(message.labels, key);
                        message.labels[key] = value;
                        continue;
                    }
                case 8: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.source = value;
                        else
                            delete message.source;
                        continue;
                    }
                case 9: {
                        if (wireType !== 2)
                            break;
                        if (!(message.states && message.states.length))
                            message.states = [];
                        message.states.push(reader.stringVerify());
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a SeriesDef message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.SeriesDef
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.SeriesDef} SeriesDef
         */
        SeriesDef.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.SeriesDef)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.SeriesDef: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.SeriesDef();
            if (object.id != null)
                if ($Number(object.id) !== 0)
                    message.id = object.id >>> 0;
            if (object.sensor != null)
                if (typeof object.sensor !== "string" || object.sensor.length)
                    message.sensor = $String(object.sensor);
            if (object.name != null)
                if (typeof object.name !== "string" || object.name.length)
                    message.name = $String(object.name);
            if (object.unit != null)
                if (typeof object.unit !== "string" || object.unit.length)
                    message.unit = $String(object.unit);
            if (object.kind != null)
                if (typeof object.kind !== "string" || object.kind.length)
                    message.kind = $String(object.kind);
            if (object.decimals != null)
                if ($Number(object.decimals) !== 0)
                    message.decimals = object.decimals >>> 0;
            if (object.labels) {
                if (!$util.isObject(object.labels))
                    throw $TypeError(".millwright.SeriesDef.labels: object expected");
                message.labels = {};
                for (let keys = $Object.keys(object.labels), i = 0; i < keys.length; ++i) {
                    if (keys[i] === "__proto__")
                        $util.makeProp(message.labels, keys[i]);
                    message.labels[keys[i]] = $String(object.labels[keys[i]]);
                }
            }
            if (object.source != null)
                if (typeof object.source !== "string" || object.source.length)
                    message.source = $String(object.source);
            if (object.states) {
                if (!$Array.isArray(object.states))
                    throw $TypeError(".millwright.SeriesDef.states: array expected");
                message.states = $Array(object.states.length);
                for (let i = 0; i < object.states.length; ++i)
                    message.states[i] = $String(object.states[i]);
            }
            return message;
        };

        /**
         * Creates a plain object from a SeriesDef message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.SeriesDef
         * @static
         * @param {millwright.SeriesDef} message SeriesDef
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        SeriesDef.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults)
                object.states = [];
            if (options.objects || options.defaults)
                object.labels = {};
            if (options.defaults) {
                object.id = 0;
                object.sensor = "";
                object.name = "";
                object.unit = "";
                object.kind = "";
                object.decimals = 0;
                object.source = "";
            }
            if (message.id != null && $Object.hasOwnProperty.call(message, "id"))
                object.id = message.id;
            if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor"))
                object.sensor = message.sensor;
            if (message.name != null && $Object.hasOwnProperty.call(message, "name"))
                object.name = message.name;
            if (message.unit != null && $Object.hasOwnProperty.call(message, "unit"))
                object.unit = message.unit;
            if (message.kind != null && $Object.hasOwnProperty.call(message, "kind"))
                object.kind = message.kind;
            if (message.decimals != null && $Object.hasOwnProperty.call(message, "decimals"))
                object.decimals = message.decimals;
            let keys2;
            if (message.labels && (keys2 = $Object.keys(message.labels)).length) {
                object.labels = {};
                for (let j = 0; j < keys2.length; ++j) {
                    if (keys2[j] === "__proto__")
                        $util.makeProp(object.labels, keys2[j]);
                    object.labels[keys2[j]] = message.labels[keys2[j]];
                }
            }
            if (message.source != null && $Object.hasOwnProperty.call(message, "source"))
                object.source = message.source;
            if (message.states && message.states.length) {
                object.states = $Array(message.states.length);
                for (let j = 0; j < message.states.length; ++j)
                    object.states[j] = message.states[j];
            }
            return object;
        };

        /**
         * Converts this SeriesDef to JSON.
         * @function toJSON
         * @memberof millwright.SeriesDef
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        SeriesDef.prototype.toJSON = function() {
            return SeriesDef.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for SeriesDef
         * @function getTypeUrl
         * @memberof millwright.SeriesDef
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        SeriesDef.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.SeriesDef";
        };

        return SeriesDef;
    })();

    millwright.TelemetryBlock = (function() {

        /**
         * Properties of a TelemetryBlock.
         * @typedef {Object} millwright.TelemetryBlock.$Properties
         * @property {string|null} [sensor] TelemetryBlock sensor
         * @property {Array.<number>|null} [series] TelemetryBlock series
         * @property {number|null} [firstMs] TelemetryBlock firstMs
         * @property {Array.<number>|null} [stepMs] TelemetryBlock stepMs
         * @property {Array.<number>|null} [first] TelemetryBlock first
         * @property {Array.<number>|null} [delta] TelemetryBlock delta
         * @property {Array.<millwright.Absence.$Properties>|null} [absences] TelemetryBlock absences
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TelemetryBlock.
         * @memberof millwright
         * @interface ITelemetryBlock
         * @augments millwright.TelemetryBlock.$Properties
         * @deprecated Use millwright.TelemetryBlock.$Properties instead.
         */

        /**
         * Shape of a TelemetryBlock.
         * @typedef {millwright.TelemetryBlock.$Properties} millwright.TelemetryBlock.$Shape
         */

        /**
         * Constructs a new TelemetryBlock.
         * @memberof millwright
         * @classdesc Represents a TelemetryBlock.
         * @constructor
         * @param {millwright.TelemetryBlock.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TelemetryBlock = function (properties) {
            this.series = [];
            this.stepMs = [];
            this.first = [];
            this.delta = [];
            this.absences = [];
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TelemetryBlock sensor.
         * @member {string} sensor
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.sensor = "";

        /**
         * TelemetryBlock series.
         * @member {Array.<number>} series
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.series = $util.emptyArray;

        /**
         * TelemetryBlock firstMs.
         * @member {number} firstMs
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.firstMs = 0;

        /**
         * TelemetryBlock stepMs.
         * @member {Array.<number>} stepMs
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.stepMs = $util.emptyArray;

        /**
         * TelemetryBlock first.
         * @member {Array.<number>} first
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.first = $util.emptyArray;

        /**
         * TelemetryBlock delta.
         * @member {Array.<number>} delta
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.delta = $util.emptyArray;

        /**
         * TelemetryBlock absences.
         * @member {Array.<millwright.Absence.$Properties>} absences
         * @memberof millwright.TelemetryBlock
         * @instance
         */
        TelemetryBlock.prototype.absences = $util.emptyArray;

        /**
         * Creates a new TelemetryBlock instance using the specified properties.
         * @function create
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {millwright.TelemetryBlock.$Properties=} [properties] Properties to set
         * @returns {millwright.TelemetryBlock} TelemetryBlock instance
         * @type {{
         *   (properties: millwright.TelemetryBlock.$Shape): millwright.TelemetryBlock & millwright.TelemetryBlock.$Shape;
         *   (properties?: millwright.TelemetryBlock.$Properties): millwright.TelemetryBlock;
         * }}
         */
        TelemetryBlock.create = function(properties) {
            return new TelemetryBlock(properties);
        };

        /**
         * Encodes the specified TelemetryBlock message. Does not implicitly {@link millwright.TelemetryBlock.verify|verify} messages.
         * @function encode
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {millwright.TelemetryBlock.$Properties} message TelemetryBlock message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TelemetryBlock.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor") && message.sensor !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.sensor);
            if (message.series != null && message.series.length)
                writer.uint32(/* id 2, wireType 2 =*/18).uint32s(message.series);
            if (message.firstMs != null && $Object.hasOwnProperty.call(message, "firstMs") && !$Object.is(message.firstMs, 0))
                writer.uint32(/* id 3, wireType 1 =*/25).double(message.firstMs);
            if (message.stepMs != null && message.stepMs.length)
                writer.uint32(/* id 4, wireType 2 =*/34).uint32s(message.stepMs);
            if (message.first != null && message.first.length)
                writer.uint32(/* id 5, wireType 2 =*/42).doubles(message.first);
            if (message.delta != null && message.delta.length)
                writer.uint32(/* id 6, wireType 2 =*/50).sint32s(message.delta);
            if (message.absences != null && message.absences.length)
                for (let i = 0; i < message.absences.length; ++i)
                    $root.millwright.Absence.encode(message.absences[i], writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TelemetryBlock message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.TelemetryBlock & millwright.TelemetryBlock.$Shape} TelemetryBlock
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TelemetryBlock.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.TelemetryBlock();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.sensor = value;
                        else
                            delete message.sensor;
                        continue;
                    }
                case 2: {
                        if (wireType === 2) {
                            if (!(message.series && message.series.length))
                                message.series = [];
                            reader.uint32s(message.series);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.series && message.series.length))
                            message.series = [];
                        message.series.push(reader.uint32());
                        continue;
                    }
                case 3: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.firstMs = value;
                        else
                            delete message.firstMs;
                        continue;
                    }
                case 4: {
                        if (wireType === 2) {
                            if (!(message.stepMs && message.stepMs.length))
                                message.stepMs = [];
                            reader.uint32s(message.stepMs);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.stepMs && message.stepMs.length))
                            message.stepMs = [];
                        message.stepMs.push(reader.uint32());
                        continue;
                    }
                case 5: {
                        if (wireType === 2) {
                            if (!(message.first && message.first.length))
                                message.first = [];
                            reader.doubles(message.first);
                            continue;
                        }
                        if (wireType !== 1)
                            break;
                        if (!(message.first && message.first.length))
                            message.first = [];
                        message.first.push(reader.double());
                        continue;
                    }
                case 6: {
                        if (wireType === 2) {
                            if (!(message.delta && message.delta.length))
                                message.delta = [];
                            reader.sint32s(message.delta);
                            continue;
                        }
                        if (wireType !== 0)
                            break;
                        if (!(message.delta && message.delta.length))
                            message.delta = [];
                        message.delta.push(reader.sint32());
                        continue;
                    }
                case 7: {
                        if (wireType !== 2)
                            break;
                        if (!(message.absences && message.absences.length))
                            message.absences = [];
                        message.absences.push($root.millwright.Absence.decode(reader, reader.size(), $undefined, _depth + 1));
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TelemetryBlock message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.TelemetryBlock} TelemetryBlock
         */
        TelemetryBlock.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.TelemetryBlock)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.TelemetryBlock: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.TelemetryBlock();
            if (object.sensor != null)
                if (typeof object.sensor !== "string" || object.sensor.length)
                    message.sensor = $String(object.sensor);
            if (object.series) {
                if (!$Array.isArray(object.series))
                    throw $TypeError(".millwright.TelemetryBlock.series: array expected");
                message.series = $Array(object.series.length);
                for (let i = 0; i < object.series.length; ++i)
                    message.series[i] = object.series[i] >>> 0;
            }
            if (object.firstMs != null)
                if (!$Object.is($Number(object.firstMs), 0))
                    message.firstMs = $Number(object.firstMs);
            if (object.stepMs) {
                if (!$Array.isArray(object.stepMs))
                    throw $TypeError(".millwright.TelemetryBlock.stepMs: array expected");
                message.stepMs = $Array(object.stepMs.length);
                for (let i = 0; i < object.stepMs.length; ++i)
                    message.stepMs[i] = object.stepMs[i] >>> 0;
            }
            if (object.first) {
                if (!$Array.isArray(object.first))
                    throw $TypeError(".millwright.TelemetryBlock.first: array expected");
                message.first = $Array(object.first.length);
                for (let i = 0; i < object.first.length; ++i)
                    message.first[i] = $Number(object.first[i]);
            }
            if (object.delta) {
                if (!$Array.isArray(object.delta))
                    throw $TypeError(".millwright.TelemetryBlock.delta: array expected");
                message.delta = $Array(object.delta.length);
                for (let i = 0; i < object.delta.length; ++i)
                    message.delta[i] = object.delta[i] | 0;
            }
            if (object.absences) {
                if (!$Array.isArray(object.absences))
                    throw $TypeError(".millwright.TelemetryBlock.absences: array expected");
                message.absences = $Array(object.absences.length);
                for (let i = 0; i < object.absences.length; ++i) {
                    if (!$util.isObject(object.absences[i]))
                        throw $TypeError(".millwright.TelemetryBlock.absences: object expected");
                    message.absences[i] = $root.millwright.Absence.fromObject(object.absences[i], _depth + 1);
                }
            }
            return message;
        };

        /**
         * Creates a plain object from a TelemetryBlock message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {millwright.TelemetryBlock} message TelemetryBlock
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TelemetryBlock.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.arrays || options.defaults) {
                object.series = [];
                object.stepMs = [];
                object.first = [];
                object.delta = [];
                object.absences = [];
            }
            if (options.defaults) {
                object.sensor = "";
                object.firstMs = 0;
            }
            if (message.sensor != null && $Object.hasOwnProperty.call(message, "sensor"))
                object.sensor = message.sensor;
            if (message.series && message.series.length) {
                object.series = $Array(message.series.length);
                for (let j = 0; j < message.series.length; ++j)
                    object.series[j] = message.series[j];
            }
            if (message.firstMs != null && $Object.hasOwnProperty.call(message, "firstMs"))
                object.firstMs = options.json && !$isFinite(message.firstMs) ? $String(message.firstMs) : message.firstMs;
            if (message.stepMs && message.stepMs.length) {
                object.stepMs = $Array(message.stepMs.length);
                for (let j = 0; j < message.stepMs.length; ++j)
                    object.stepMs[j] = message.stepMs[j];
            }
            if (message.first && message.first.length) {
                object.first = $Array(message.first.length);
                for (let j = 0; j < message.first.length; ++j)
                    object.first[j] = options.json && !$isFinite(message.first[j]) ? $String(message.first[j]) : message.first[j];
            }
            if (message.delta && message.delta.length) {
                object.delta = $Array(message.delta.length);
                for (let j = 0; j < message.delta.length; ++j)
                    object.delta[j] = message.delta[j];
            }
            if (message.absences && message.absences.length) {
                object.absences = $Array(message.absences.length);
                for (let j = 0; j < message.absences.length; ++j)
                    object.absences[j] = $root.millwright.Absence.toObject(message.absences[j], options, _depth + 1);
            }
            return object;
        };

        /**
         * Converts this TelemetryBlock to JSON.
         * @function toJSON
         * @memberof millwright.TelemetryBlock
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TelemetryBlock.prototype.toJSON = function() {
            return TelemetryBlock.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TelemetryBlock
         * @function getTypeUrl
         * @memberof millwright.TelemetryBlock
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TelemetryBlock.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.TelemetryBlock";
        };

        return TelemetryBlock;
    })();

    millwright.Absence = (function() {

        /**
         * Properties of an Absence.
         * @typedef {Object} millwright.Absence.$Properties
         * @property {number|null} [column] Absence column
         * @property {number|null} [row] Absence row
         * @property {number|null} [rows] Absence rows
         * @property {string|null} [reason] Absence reason
         * @property {number|null} [sinceMs] Absence sinceMs
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of an Absence.
         * @memberof millwright
         * @interface IAbsence
         * @augments millwright.Absence.$Properties
         * @deprecated Use millwright.Absence.$Properties instead.
         */

        /**
         * Shape of an Absence.
         * @typedef {millwright.Absence.$Properties} millwright.Absence.$Shape
         */

        /**
         * Constructs a new Absence.
         * @memberof millwright
         * @classdesc Represents an Absence.
         * @constructor
         * @param {millwright.Absence.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const Absence = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * Absence column.
         * @member {number} column
         * @memberof millwright.Absence
         * @instance
         */
        Absence.prototype.column = 0;

        /**
         * Absence row.
         * @member {number} row
         * @memberof millwright.Absence
         * @instance
         */
        Absence.prototype.row = 0;

        /**
         * Absence rows.
         * @member {number} rows
         * @memberof millwright.Absence
         * @instance
         */
        Absence.prototype.rows = 0;

        /**
         * Absence reason.
         * @member {string} reason
         * @memberof millwright.Absence
         * @instance
         */
        Absence.prototype.reason = "";

        /**
         * Absence sinceMs.
         * @member {number} sinceMs
         * @memberof millwright.Absence
         * @instance
         */
        Absence.prototype.sinceMs = 0;

        /**
         * Creates a new Absence instance using the specified properties.
         * @function create
         * @memberof millwright.Absence
         * @static
         * @param {millwright.Absence.$Properties=} [properties] Properties to set
         * @returns {millwright.Absence} Absence instance
         * @type {{
         *   (properties: millwright.Absence.$Shape): millwright.Absence & millwright.Absence.$Shape;
         *   (properties?: millwright.Absence.$Properties): millwright.Absence;
         * }}
         */
        Absence.create = function(properties) {
            return new Absence(properties);
        };

        /**
         * Encodes the specified Absence message. Does not implicitly {@link millwright.Absence.verify|verify} messages.
         * @function encode
         * @memberof millwright.Absence
         * @static
         * @param {millwright.Absence.$Properties} message Absence message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        Absence.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.column != null && $Object.hasOwnProperty.call(message, "column") && message.column !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.column);
            if (message.row != null && $Object.hasOwnProperty.call(message, "row") && message.row !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.row);
            if (message.rows != null && $Object.hasOwnProperty.call(message, "rows") && message.rows !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.rows);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
            if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && !$Object.is(message.sinceMs, 0))
                writer.uint32(/* id 5, wireType 1 =*/41).double(message.sinceMs);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes an Absence message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.Absence
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.Absence & millwright.Absence.$Shape} Absence
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        Absence.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.Absence();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.column = value;
                        else
                            delete message.column;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.row = value;
                        else
                            delete message.row;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.rows = value;
                        else
                            delete message.rows;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 5: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.sinceMs = value;
                        else
                            delete message.sinceMs;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates an Absence message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.Absence
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.Absence} Absence
         */
        Absence.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.Absence)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.Absence: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.Absence();
            if (object.column != null)
                if ($Number(object.column) !== 0)
                    message.column = object.column >>> 0;
            if (object.row != null)
                if ($Number(object.row) !== 0)
                    message.row = object.row >>> 0;
            if (object.rows != null)
                if ($Number(object.rows) !== 0)
                    message.rows = object.rows >>> 0;
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            if (object.sinceMs != null)
                if (!$Object.is($Number(object.sinceMs), 0))
                    message.sinceMs = $Number(object.sinceMs);
            return message;
        };

        /**
         * Creates a plain object from an Absence message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.Absence
         * @static
         * @param {millwright.Absence} message Absence
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        Absence.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.column = 0;
                object.row = 0;
                object.rows = 0;
                object.reason = "";
                object.sinceMs = 0;
            }
            if (message.column != null && $Object.hasOwnProperty.call(message, "column"))
                object.column = message.column;
            if (message.row != null && $Object.hasOwnProperty.call(message, "row"))
                object.row = message.row;
            if (message.rows != null && $Object.hasOwnProperty.call(message, "rows"))
                object.rows = message.rows;
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs"))
                object.sinceMs = options.json && !$isFinite(message.sinceMs) ? $String(message.sinceMs) : message.sinceMs;
            return object;
        };

        /**
         * Converts this Absence to JSON.
         * @function toJSON
         * @memberof millwright.Absence
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        Absence.prototype.toJSON = function() {
            return Absence.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for Absence
         * @function getTypeUrl
         * @memberof millwright.Absence
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        Absence.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.Absence";
        };

        return Absence;
    })();

    millwright.TextSample = (function() {

        /**
         * Properties of a TextSample.
         * @typedef {Object} millwright.TextSample.$Properties
         * @property {number|null} [series] TextSample series
         * @property {number|null} [hostMs] TextSample hostMs
         * @property {string|null} [value] TextSample value
         * @property {string|null} [reason] TextSample reason
         * @property {boolean|null} [unsupported] TextSample unsupported
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TextSample.
         * @memberof millwright
         * @interface ITextSample
         * @augments millwright.TextSample.$Properties
         * @deprecated Use millwright.TextSample.$Properties instead.
         */

        /**
         * Shape of a TextSample.
         * @typedef {millwright.TextSample.$Properties} millwright.TextSample.$Shape
         */

        /**
         * Constructs a new TextSample.
         * @memberof millwright
         * @classdesc Represents a TextSample.
         * @constructor
         * @param {millwright.TextSample.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TextSample = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TextSample series.
         * @member {number} series
         * @memberof millwright.TextSample
         * @instance
         */
        TextSample.prototype.series = 0;

        /**
         * TextSample hostMs.
         * @member {number} hostMs
         * @memberof millwright.TextSample
         * @instance
         */
        TextSample.prototype.hostMs = 0;

        /**
         * TextSample value.
         * @member {string} value
         * @memberof millwright.TextSample
         * @instance
         */
        TextSample.prototype.value = "";

        /**
         * TextSample reason.
         * @member {string} reason
         * @memberof millwright.TextSample
         * @instance
         */
        TextSample.prototype.reason = "";

        /**
         * TextSample unsupported.
         * @member {boolean} unsupported
         * @memberof millwright.TextSample
         * @instance
         */
        TextSample.prototype.unsupported = false;

        /**
         * Creates a new TextSample instance using the specified properties.
         * @function create
         * @memberof millwright.TextSample
         * @static
         * @param {millwright.TextSample.$Properties=} [properties] Properties to set
         * @returns {millwright.TextSample} TextSample instance
         * @type {{
         *   (properties: millwright.TextSample.$Shape): millwright.TextSample & millwright.TextSample.$Shape;
         *   (properties?: millwright.TextSample.$Properties): millwright.TextSample;
         * }}
         */
        TextSample.create = function(properties) {
            return new TextSample(properties);
        };

        /**
         * Encodes the specified TextSample message. Does not implicitly {@link millwright.TextSample.verify|verify} messages.
         * @function encode
         * @memberof millwright.TextSample
         * @static
         * @param {millwright.TextSample.$Properties} message TextSample message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TextSample.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.series != null && $Object.hasOwnProperty.call(message, "series") && message.series !== 0)
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.series);
            if (message.hostMs != null && $Object.hasOwnProperty.call(message, "hostMs") && !$Object.is(message.hostMs, 0))
                writer.uint32(/* id 2, wireType 1 =*/17).double(message.hostMs);
            if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                writer.uint32(/* id 3, wireType 2 =*/26).string(message.value);
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                writer.uint32(/* id 4, wireType 2 =*/34).string(message.reason);
            if (message.unsupported != null && $Object.hasOwnProperty.call(message, "unsupported") && message.unsupported !== false)
                writer.uint32(/* id 5, wireType 0 =*/40).bool(message.unsupported);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TextSample message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.TextSample
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.TextSample & millwright.TextSample.$Shape} TextSample
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TextSample.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.TextSample();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.series = value;
                        else
                            delete message.series;
                        continue;
                    }
                case 2: {
                        if (wireType !== 1)
                            break;
                        if (!$Object.is(value = reader.double(), 0))
                            message.hostMs = value;
                        else
                            delete message.hostMs;
                        continue;
                    }
                case 3: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.value = value;
                        else
                            delete message.value;
                        continue;
                    }
                case 4: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.reason = value;
                        else
                            delete message.reason;
                        continue;
                    }
                case 5: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.bool())
                            message.unsupported = value;
                        else
                            delete message.unsupported;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TextSample message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.TextSample
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.TextSample} TextSample
         */
        TextSample.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.TextSample)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.TextSample: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.TextSample();
            if (object.series != null)
                if ($Number(object.series) !== 0)
                    message.series = object.series >>> 0;
            if (object.hostMs != null)
                if (!$Object.is($Number(object.hostMs), 0))
                    message.hostMs = $Number(object.hostMs);
            if (object.value != null)
                if (typeof object.value !== "string" || object.value.length)
                    message.value = $String(object.value);
            if (object.reason != null)
                if (typeof object.reason !== "string" || object.reason.length)
                    message.reason = $String(object.reason);
            if (object.unsupported != null)
                if (object.unsupported)
                    message.unsupported = $Boolean(object.unsupported);
            return message;
        };

        /**
         * Creates a plain object from a TextSample message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.TextSample
         * @static
         * @param {millwright.TextSample} message TextSample
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TextSample.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.series = 0;
                object.hostMs = 0;
                object.value = "";
                object.reason = "";
                object.unsupported = false;
            }
            if (message.series != null && $Object.hasOwnProperty.call(message, "series"))
                object.series = message.series;
            if (message.hostMs != null && $Object.hasOwnProperty.call(message, "hostMs"))
                object.hostMs = options.json && !$isFinite(message.hostMs) ? $String(message.hostMs) : message.hostMs;
            if (message.value != null && $Object.hasOwnProperty.call(message, "value"))
                object.value = message.value;
            if (message.reason != null && $Object.hasOwnProperty.call(message, "reason"))
                object.reason = message.reason;
            if (message.unsupported != null && $Object.hasOwnProperty.call(message, "unsupported"))
                object.unsupported = message.unsupported;
            return object;
        };

        /**
         * Converts this TextSample to JSON.
         * @function toJSON
         * @memberof millwright.TextSample
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TextSample.prototype.toJSON = function() {
            return TextSample.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TextSample
         * @function getTypeUrl
         * @memberof millwright.TextSample
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TextSample.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.TextSample";
        };

        return TextSample;
    })();

    millwright.TelemetryAck = (function() {

        /**
         * Properties of a TelemetryAck.
         * @typedef {Object} millwright.TelemetryAck.$Properties
         * @property {string|null} [dictionary] TelemetryAck dictionary
         * @property {number|null} [number] TelemetryAck number
         * @property {number|null} [firstNumber] TelemetryAck firstNumber
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */

        /**
         * Properties of a TelemetryAck.
         * @memberof millwright
         * @interface ITelemetryAck
         * @augments millwright.TelemetryAck.$Properties
         * @deprecated Use millwright.TelemetryAck.$Properties instead.
         */

        /**
         * Shape of a TelemetryAck.
         * @typedef {millwright.TelemetryAck.$Properties} millwright.TelemetryAck.$Shape
         */

        /**
         * Constructs a new TelemetryAck.
         * @memberof millwright
         * @classdesc Represents a TelemetryAck.
         * @constructor
         * @param {millwright.TelemetryAck.$Properties=} [properties] Properties to set
         * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
         */
        const TelemetryAck = function (properties) {
            if (properties)
                for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                    if (properties[keys[i]] != null && keys[i] !== "__proto__")
                        this[keys[i]] = properties[keys[i]];
        };

        /**
         * TelemetryAck dictionary.
         * @member {string} dictionary
         * @memberof millwright.TelemetryAck
         * @instance
         */
        TelemetryAck.prototype.dictionary = "";

        /**
         * TelemetryAck number.
         * @member {number} number
         * @memberof millwright.TelemetryAck
         * @instance
         */
        TelemetryAck.prototype.number = 0;

        /**
         * TelemetryAck firstNumber.
         * @member {number} firstNumber
         * @memberof millwright.TelemetryAck
         * @instance
         */
        TelemetryAck.prototype.firstNumber = 0;

        /**
         * Creates a new TelemetryAck instance using the specified properties.
         * @function create
         * @memberof millwright.TelemetryAck
         * @static
         * @param {millwright.TelemetryAck.$Properties=} [properties] Properties to set
         * @returns {millwright.TelemetryAck} TelemetryAck instance
         * @type {{
         *   (properties: millwright.TelemetryAck.$Shape): millwright.TelemetryAck & millwright.TelemetryAck.$Shape;
         *   (properties?: millwright.TelemetryAck.$Properties): millwright.TelemetryAck;
         * }}
         */
        TelemetryAck.create = function(properties) {
            return new TelemetryAck(properties);
        };

        /**
         * Encodes the specified TelemetryAck message. Does not implicitly {@link millwright.TelemetryAck.verify|verify} messages.
         * @function encode
         * @memberof millwright.TelemetryAck
         * @static
         * @param {millwright.TelemetryAck.$Properties} message TelemetryAck message or plain object to encode
         * @param {$protobuf.Writer} [writer] Writer to encode to
         * @returns {$protobuf.Writer} Writer
         */
        TelemetryAck.encode = function (message, writer, _depth) {
            if (!writer)
                writer = $Writer.create();
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary") && message.dictionary !== "")
                writer.uint32(/* id 1, wireType 2 =*/10).string(message.dictionary);
            if (message.number != null && $Object.hasOwnProperty.call(message, "number") && message.number !== 0)
                writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.number);
            if (message.firstNumber != null && $Object.hasOwnProperty.call(message, "firstNumber") && message.firstNumber !== 0)
                writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.firstNumber);
            if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                for (let i = 0; i < message.$unknowns.length; ++i)
                    writer.raw(message.$unknowns[i]);
            return writer;
        };

        /**
         * Decodes a TelemetryAck message from the specified reader or buffer.
         * @function decode
         * @memberof millwright.TelemetryAck
         * @static
         * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
         * @param {number} [length] Message length if known beforehand
         * @returns {millwright.TelemetryAck & millwright.TelemetryAck.$Shape} TelemetryAck
         * @throws {Error} If the payload is not a reader or valid buffer
         * @throws {$protobuf.util.ProtocolError} If required fields are missing
         */
        TelemetryAck.decode = function (reader, length, _end, _depth, _target) {
            if (!(reader instanceof $Reader))
                reader = $Reader.create(reader);
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $Reader.recursionLimit)
                throw $Error("max depth exceeded");
            let end, message, value;
            if (length === $undefined)
                end = reader.len;
            else {
                end = reader.pos + length;
                if (end > reader.len)
                    throw $RangeError("index out of range");
                length = reader.len;
                reader.len = end;
            }
            message = _target || new $root.millwright.TelemetryAck();
            while (reader.pos < end) {
                let start = reader.pos;
                let tag = reader.tag();
                if (tag === _end) {
                    _end = $undefined;
                    break;
                }
                let wireType = tag & 7;
                switch (tag >>>= 3) {
                case 1: {
                        if (wireType !== 2)
                            break;
                        if ((value = reader.stringVerify()).length)
                            message.dictionary = value;
                        else
                            delete message.dictionary;
                        continue;
                    }
                case 2: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.number = value;
                        else
                            delete message.number;
                        continue;
                    }
                case 3: {
                        if (wireType !== 0)
                            break;
                        if (value = reader.uint32())
                            message.firstNumber = value;
                        else
                            delete message.firstNumber;
                        continue;
                    }
                }
                reader.skipType(wireType, _depth, tag);
                if (!reader.discardUnknown) {
                    $util.makeProp(message, "$unknowns", false);
                    (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                }
            }
            if (length !== $undefined) {
                if (reader.pos !== end)
                    throw $RangeError("index out of range");
                reader.len = length;
            }
            if (_end !== $undefined)
                throw $Error("missing end group");
            return message;
        };

        /**
         * Creates a TelemetryAck message from a plain object. Also converts values to their respective internal types.
         * @function fromObject
         * @memberof millwright.TelemetryAck
         * @static
         * @param {Object.<string,*>} object Plain object
         * @returns {millwright.TelemetryAck} TelemetryAck
         */
        TelemetryAck.fromObject = function (object, _depth) {
            if (object instanceof $root.millwright.TelemetryAck)
                return object;
            if (!$util.isObject(object))
                throw $TypeError(".millwright.TelemetryAck: object expected");
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let message = new $root.millwright.TelemetryAck();
            if (object.dictionary != null)
                if (typeof object.dictionary !== "string" || object.dictionary.length)
                    message.dictionary = $String(object.dictionary);
            if (object.number != null)
                if ($Number(object.number) !== 0)
                    message.number = object.number >>> 0;
            if (object.firstNumber != null)
                if ($Number(object.firstNumber) !== 0)
                    message.firstNumber = object.firstNumber >>> 0;
            return message;
        };

        /**
         * Creates a plain object from a TelemetryAck message. Also converts values to other types if specified.
         * @function toObject
         * @memberof millwright.TelemetryAck
         * @static
         * @param {millwright.TelemetryAck} message TelemetryAck
         * @param {$protobuf.IConversionOptions} [options] Conversion options
         * @returns {Object.<string,*>} Plain object
         */
        TelemetryAck.toObject = function (message, options, _depth) {
            if (!options)
                options = {};
            if (_depth === $undefined)
                _depth = 0;
            if (_depth > $util.recursionLimit)
                throw $Error("max depth exceeded");
            let object = {};
            if (options.defaults) {
                object.dictionary = "";
                object.number = 0;
                object.firstNumber = 0;
            }
            if (message.dictionary != null && $Object.hasOwnProperty.call(message, "dictionary"))
                object.dictionary = message.dictionary;
            if (message.number != null && $Object.hasOwnProperty.call(message, "number"))
                object.number = message.number;
            if (message.firstNumber != null && $Object.hasOwnProperty.call(message, "firstNumber"))
                object.firstNumber = message.firstNumber;
            return object;
        };

        /**
         * Converts this TelemetryAck to JSON.
         * @function toJSON
         * @memberof millwright.TelemetryAck
         * @instance
         * @returns {Object.<string,*>} JSON object
         */
        TelemetryAck.prototype.toJSON = function() {
            return TelemetryAck.toObject(this, $protobuf.util.toJSONOptions);
        };

        /**
         * Gets the type url for TelemetryAck
         * @function getTypeUrl
         * @memberof millwright.TelemetryAck
         * @static
         * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
         * @returns {string} The type url
         */
        TelemetryAck.getTypeUrl = function(prefix) {
            if (prefix === $undefined)
                prefix = "type.googleapis.com";
            return prefix + "/millwright.TelemetryAck";
        };

        return TelemetryAck;
    })();

    return millwright;
})();

export {
  $root as default
};
